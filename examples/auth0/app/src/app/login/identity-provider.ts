// What the app asks of a tenant, in both ways to a token: the tutorial's (implicit-flow.ts) and the recommended one
// (code-flow.ts). LoginRefused: the tenant said no. TenantUnreachable: the request did not reach it.
import { HttpEvent, HttpHandlerFn, HttpRequest } from '@angular/common/http';
import { Observable } from 'rxjs';

export interface User {
  /** The tenant's permanent name for the person. */
  readonly id: string;
  readonly name: string;
  readonly picture: string | undefined;
}

/** The result of a login: a credential for the REST server, and how long it is valid. Kept in memory only. */
export interface Login {
  readonly credential: string;
  /** Milliseconds since 1970 by this machine's clock. */
  readonly expiresAt: number;
  readonly user: User;
}

/** What the page's address contained: a login that just happened, and where the person was going before it. */
export interface Arrival {
  readonly login: Login | undefined;
  readonly returnTo: string | undefined;
}

export class LoginRefused extends Error {
  constructor(
    /** The error code of OAuth 2, such as `access_denied` or `login_required`. */
    readonly code: string,
    description: string,
  ) {
    super(description);
  }

  /** The tenant no longer has a session for this person, or wants to ask them something. */
  get wantsPerson(): boolean {
    return ['login_required', 'consent_required', 'interaction_required', 'account_selection_required',
      'mfa_required'].includes(this.code);
  }
}

export class TenantUnreachable extends Error {}

export abstract class IdentityProvider {
  /** Called once, on the callback page: checks state, nonce and signature of what the tenant sent. */
  abstract arrive(): Promise<Arrival>;
  /** A login that does not ask the person, by the session that the tenant remembers. */
  abstract renew(): Promise<Login>;
  /** Leaves this page for the tenant's login page. */
  abstract leaveToLogin(returnTo: string): Promise<void>;
  /** Leaves this page to end the tenant's session, too. */
  abstract leaveToLogout(): Promise<void>;

  /** Sends a request to the REST server with a credential of this provider. */
  send(request: HttpRequest<unknown>, credential: string, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    return next(request.clone({ setHeaders: { Authorization: `Bearer ${credential}` } }));
  }
}
