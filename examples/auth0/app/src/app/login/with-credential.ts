// Adds the Bearer credential to requests for the REST server, and leaves all others alone. When the server refuses the
// credential, it asks the tenant for another one and sends the request once more: a request that got 401 had no effect.
import { HttpErrorResponse, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, from, switchMap, throwError } from 'rxjs';
import { CONFIGURATION } from '../configuration';
import { isApiTarget } from './api-target';
import { Session } from './session';

export const withCredential: HttpInterceptorFn = (request, next) => {
  if (!isApiTarget(request.url, inject(CONFIGURATION).api)) return next(request);
  const session = inject(Session);
  return from(session.credential()).pipe(
    switchMap((credential) =>
      next(bearer(request, credential)).pipe(
        catchError((error: unknown) => {
          if (!(error instanceof HttpErrorResponse) || error.status !== 401) return throwError(() => error);
          return from(session.credentialInPlaceOf(credential)).pipe(
            switchMap((other) => next(bearer(request, other))));
        }))));
};

function bearer<T>(request: HttpRequest<T>, credential: string): HttpRequest<T> {
  return request.clone({ setHeaders: { Authorization: `Bearer ${credential}` } });
}
