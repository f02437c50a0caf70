// The tutorial's way: auth0.js asks for `token id_token`, and the ID token is the credential. It turns what
// the tenant sends in the fragment into a login; auth0.js refuses another state, another nonce or a bad signature.
import { Injectable, inject } from '@angular/core';
import auth0 from 'auth0-js';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { Arrival, IdentityProvider, Login, LoginRefused, TenantUnreachable } from './identity-provider';
import { userOf } from './user';

const patience = 10_000;

@Injectable()
export class ImplicitFlow extends IdentityProvider {
  private readonly configuration = inject(CONFIGURATION);
  private readonly clock = inject(CLOCK);
  private readonly webAuth = new auth0.WebAuth(this.options());

  override async arrive(): Promise<Arrival> {
    const result = await answerOf((take) => this.webAuth.parseHash(take));
    return { login: result ? this.loginOf(result) : undefined, returnTo: result?.appState?.returnTo };
  }

  override async renew(): Promise<Login> {
    const options = { timeout: patience } as auth0.CheckSessionOptions;
    return this.loginOf(await answerOf((take) => this.webAuth.checkSession(options, take)));
  }

  override async leaveToLogin(returnTo: string): Promise<void> {
    this.webAuth.authorize({ appState: { returnTo } });
  }

  override async leaveToLogout(): Promise<void> {
    this.webAuth.logout({ returnTo: this.configuration.logoutUrl, clientID: this.configuration.clientId });
  }

  private loginOf(result: auth0.Auth0DecodedHash | null): Login {
    const claims = result?.idTokenPayload;
    if (!result?.idToken || !claims) throw new LoginRefused('invalid_token', 'the tenant sent no ID token');
    // The lifetime, not the time of its end: this machine's clock may be wrong, but it counts seconds correctly.
    const lifetime = (claims.exp - claims.iat) * 1000;
    return { credential: result.idToken, expiresAt: this.clock.now() + lifetime, user: userOf(claims) };
  }

  private options(): auth0.AuthOptions {
    const { tenant, clientId, audience, redirect } = this.configuration;
    const options = {
      domain: tenant.replace(/^https:\/\//, ''),
      clientID: clientId,
      redirectUri: redirect,
      responseType: 'token id_token',
      scope: 'openid profile email',
      ...(audience && { audience }),
      // auth0.js assumes the issuer https://DOMAIN/, which is wrong for a stand-in on http://.
      ...(tenant.startsWith('http:') && { overrides: { __token_issuer: `${tenant}/` } }),
    };
    return options as auth0.AuthOptions;
  }
}

type Take = (error: ErrorAnswer | null, result: auth0.Auth0DecodedHash | null) => void;

/** auth0.js has three spellings of an error. */
type ErrorAnswer = Partial<
  Record<'error' | 'code' | 'errorDescription' | 'error_description' | 'description', string | undefined>>;

function answerOf(ask: (take: Take) => void): Promise<auth0.Auth0DecodedHash | null> {
  return new Promise((resolve, reject) => ask((error, result) => (error ? reject(refusal(error)) : resolve(result))));
}

function refusal(error: ErrorAnswer): Error {
  const code = error.error ?? error.code ?? 'unknown';
  const description = error.errorDescription ?? error.error_description ?? error.description ?? code;
  const unreachable = code === 'timeout' || code === 'request_error';
  return unreachable ? new TenantUnreachable(description) : new LoginRefused(code, description);
}
