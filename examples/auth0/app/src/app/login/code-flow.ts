// The recommended way: @auth0/auth0-angular runs the authorization code flow with PKCE, and the access token for the
// API's audience is the credential, bound to a key that does not leave this browser. It turns the code in the
// callback's address into a login; Auth0's client refuses another state, another nonce or a bad ID token.
import { HttpEvent, HttpHandlerFn, HttpRequest } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { AuthService, User as Auth0User } from '@auth0/auth0-angular';
import { Observable, filter, firstValueFrom } from 'rxjs';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { BoundRequests } from './bound-requests';
import { Arrival, IdentityProvider, Login, LoginRefused, TenantUnreachable } from './identity-provider';
import { userOf } from './user';

interface AppState {
  readonly returnTo?: string;
}

@Injectable()
export class CodeFlow extends IdentityProvider {
  private readonly auth = inject(AuthService<AppState>);
  private readonly clock = inject(CLOCK);
  private readonly logoutUrl = inject(CONFIGURATION).logoutUrl;
  private readonly boundRequests = inject(BoundRequests);
  private held = false;
  private isBound = false;

  override async arrive(): Promise<Arrival> {
    const query = new URL(location.href).searchParams;
    if (!query.has('code') && !query.has('error')) return { login: undefined, returnTo: undefined };
    try {
      const { appState } = await firstValueFrom(this.auth.handleRedirectCallback());
      return { login: await this.login('on'), returnTo: appState?.returnTo };
    } catch (error) {
      throw refusal(error);
    }
  }

  override async renew(): Promise<Login> {
    try {
      // The first time, the client has already asked the tenant, and its answer is shared. Later answers must be new.
      return await this.login(this.held ? 'off' : 'on');
    } catch (error) {
      throw refusal(error);
    }
  }

  override leaveToLogin(returnTo: string): Promise<void> {
    return firstValueFrom(this.auth.loginWithRedirect({ appState: { returnTo } }));
  }

  override leaveToLogout(): Promise<void> {
    return firstValueFrom(this.auth.logout({ logoutParams: { returnTo: this.logoutUrl } }));
  }

  /** Auth0 binds tokens only for an API that is set up for it, and says by their type whether it did. */
  override send(request: HttpRequest<unknown>, token: string, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    return this.isBound ? this.boundRequests.send(request, token, next) : super.send(request, token, next);
  }

  private async login(cacheMode: 'on' | 'off'): Promise<Login> {
    const answer = await firstValueFrom(this.auth.getAccessTokenSilently({ cacheMode, detailedResponse: true }));
    if (!answer) throw new LoginRefused('login_required', 'the tenant remembers no login');
    const isUser = (user: Auth0User | null | undefined): user is Auth0User => !!user;
    const claims = await firstValueFrom(this.auth.user$.pipe(filter(isUser)));
    this.held = true;
    this.isBound = answer.token_type === 'DPoP';
    return {
      credential: answer.access_token,
      expiresAt: this.clock.now() + answer.expires_in * 1000,
      user: userOf(claims),
    };
  }
}

/** Auth0's client throws errors with a code; an error without one did not come from the tenant. */
function refusal(error: unknown): Error {
  if (error instanceof LoginRefused) return error;
  const { error: code, error_description: description } = error as { error?: string; error_description?: string };
  if (!code || code === 'timeout') return new TenantUnreachable(String(error));
  return new LoginRefused(code, description ?? code);
}
