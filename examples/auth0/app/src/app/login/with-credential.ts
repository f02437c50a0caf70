// Sends requests for the REST server with the credential, and leaves all others alone. When the server refuses the
// credential, it asks the tenant for another one and sends the request once more: a request that got 401 had no effect.
import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { CONFIGURATION } from '../configuration';
import { isApiTarget } from './api-target';
import { IdentityProvider } from './identity-provider';
import { Session } from './session';

export const withCredential: HttpInterceptorFn = (request, next) => {
  if (!isApiTarget(request.url, inject(CONFIGURATION).api)) return next(request);
  const session = inject(Session);
  const provider = inject(IdentityProvider);
  return from(session.credential()).pipe(
    switchMap((credential) =>
      provider.send(request, credential, next).pipe(
        catchError((error: unknown) => {
          if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
          return from(session.credentialInPlaceOf(credential)).pipe(
            switchMap((other) => provider.send(request, other, next)));
        }))));
};
