// Requests go in; those for the REST server leave with the Bearer credential, all others untouched. When the server
// refuses the credential, another one is asked of the tenant, and the request is sent once more: after a 401 nothing
// was done.
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
