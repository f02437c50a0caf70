// Sends requests with a token that is bound to a key of this browser (DPoP, RFC 9449): each has a proof that the key
// signed for it alone. When the server wants a nonce in the proof, the request is sent once more.
import {
  HttpErrorResponse, HttpEvent, HttpHandlerFn, HttpHeaders, HttpRequest, HttpResponse,
} from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { AuthService } from '@auth0/auth0-angular';
import { Observable, catchError, concatMap, map, of, switchMap, throwError } from 'rxjs';

/** The name under which Auth0's client keeps the REST server's nonces. */
const server = 'server';

@Injectable()
export class BoundRequests {
  private readonly auth = inject(AuthService);

  send(request: HttpRequest<unknown>, token: string, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    return this.attempt(request, token, next).pipe(
      catchError((error: unknown) => {
        if (!wantsNonce(error)) return throwError(() => error);
        return this.keepNonce(error.headers).pipe(switchMap(() => this.attempt(request, token, next)));
      }));
  }

  private attempt(request: HttpRequest<unknown>, token: string, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    const { url, method } = request;
    return this.auth.getDpopNonce(server).pipe(
      switchMap((nonce) => this.auth.generateDpopProof({ url, method, accessToken: token, ...(nonce && { nonce }) })),
      switchMap((proof) => next(request.clone({ setHeaders: { Authorization: `DPoP ${token}`, DPoP: proof } }))),
      concatMap((event) =>
        event instanceof HttpResponse ? this.keepNonce(event.headers).pipe(map(() => event)) : of(event)));
  }

  /** Servers send the next nonce before the last one has ended. */
  private keepNonce(headers: HttpHeaders): Observable<void> {
    const nonce = headers.get('DPoP-Nonce');
    return nonce ? this.auth.setDpopNonce(nonce, server) : of(undefined);
  }
}

function wantsNonce(error: unknown): error is HttpErrorResponse {
  return error instanceof HttpErrorResponse && error.status === 401 && error.headers.has('DPoP-Nonce')
    && /error="use_dpop_nonce"/.test(error.headers.get('WWW-Authenticate') ?? '');
}
