// Makes the ID token, the access token and the answer of /userinfo for a login, with the claims and lifetimes that
// Auth0 gives them.
import { OAuthError } from './errors.mjs';
import { halfHash, openSealedToken, readSignedToken, sealToken, signToken, TokenError } from './jose.mjs';
import { pictureUrl } from './picture.mjs';
import { unguessable } from './expiring_map.mjs';

const identityScopes = ['openid', 'profile', 'email', 'offline_access'];
const words = (scope) => scope.split(' ').filter(Boolean);

export class Tokens {
  /** `secret` seals opaque access tokens. */
  constructor({ configuration, issuer, keys, clock, secret }) {
    Object.assign(this, { configuration, issuer, keys, clock, secret });
  }

  /** The granted scopes out of those requested: the API must know them, the user must have them (RBAC). */
  grantedScope({ scope, api, client, user }) {
    const offline = client.grant_types.includes('refresh_token') && (!api || api.allow_offline_access);
    return words(scope).filter((word) => {
      if (word === 'offline_access') return offline;
      if (identityScopes.includes(word)) return true;
      if (!api?.scopes.includes(word)) return false;
      return !api.enforce_policies || user.permissionsFor(api.identifier).includes(word);
    }).join(' ');
  }

  /** `login`: {user, client, scope, nonce, sid}; `companions`: a code or an access token issued at the same time. */
  idToken({ user, client, scope, nonce, sid }, companions = {}) {
    const now = this.clock();
    return signToken({
      ...this.#namespaced(user, 'id_token'),
      ...this.identity(user, scope),
      iss: this.issuer,
      aud: client.client_id,
      iat: now,
      exp: now + client.id_token_lifetime,
      sid,
      ...(companions.accessToken && { at_hash: halfHash(companions.accessToken) }),
      ...(companions.code && { c_hash: halfHash(companions.code) }),
      ...(nonce && { nonce }),
    }, this.keys.current);
  }

  /**
   * `inBrowser`: handed to a page in a URL, and therefore short-lived. Opaque if no API is requested. `login` may have
   * jkt, the thumbprint of a key that the client has proved.
   */
  accessToken({ user, client, scope, api, jkt }, { inBrowser = false } = {}) {
    const now = this.clock();
    const lifetime = this.accessTokenLifetime(api, inBrowser);
    const bound = this.#binding({ api, jkt });
    if (!api) {
      return sealToken({ sub: user.user_id, scope, exp: now + lifetime, ...bound }, this.secret, this.issuer);
    }
    const audience = words(scope).includes('openid') ? [api.identifier, `${this.issuer}userinfo`] : api.identifier;
    return this.#forApi(api, client, {
      ...this.#namespaced(user, 'access_token'),
      iss: this.issuer, sub: user.user_id, aud: audience, iat: now, exp: now + lifetime, scope,
      ...bound,
    }, user.permissionsFor(api.identifier));
  }

  /** For a program that acts for itself. */
  machineToken({ client, api, jkt }, scope) {
    const now = this.clock();
    return this.#forApi(api, client, {
      iss: this.issuer, sub: `${client.client_id}@clients`, aud: api.identifier, iat: now,
      exp: now + api.token_lifetime, scope, gty: 'client-credentials',
      ...this.#binding({ api, jkt }),
    }, words(scope));
  }

  /** How the access token of a login is to be sent. */
  typeOf(login) {
    return this.#isBound(login) ? 'DPoP' : 'Bearer';
  }

  accessTokenLifetime(api, inBrowser) {
    if (inBrowser) return api?.token_lifetime_for_web ?? 7200;
    return api?.token_lifetime ?? 86400;
  }

  /** What OpenID Connect's scopes reveal about a user. */
  identity(user, scope) {
    const asked = words(scope);
    const nickname = user.nickname ?? user.email.split('@')[0];
    return {
      sub: user.user_id,
      ...(asked.includes('profile') && {
        nickname,
        name: user.name,
        picture: user.picture ?? pictureUrl(this.issuer, user.name),
        updated_at: new Date(this.clock() * 1000).toISOString(),
      }),
      ...(asked.includes('email') && { email: user.email, email_verified: user.email_verified }),
    };
  }

  /** User, scope and bound key of an access token that /userinfo accepts. Throws TokenError. */
  readForUserinfo(token) {
    const sealed = token.split('.').length === 5;
    const claims = sealed ? openSealedToken(token, this.secret) : readSignedToken(token, this.keys.accepted);
    if (claims.exp <= this.clock()) throw new TokenError('expired');
    if (!sealed && ![claims.aud].flat().includes(`${this.issuer}userinfo`)) {
      throw new TokenError('for another audience');
    }
    if (!words(claims.scope ?? '').includes('openid')) throw new TokenError('without the scope openid');
    const user = this.configuration.users.find(({ user_id: id }) => id === claims.sub);
    if (!user) throw new TokenError('of an unknown user');
    return { user, scope: claims.scope, jkt: claims.cnf?.jkt };
  }

  /** As with Auth0: a token for /userinfo alone whenever there was a proof, one for an API if the API is set up so. */
  #isBound({ api, jkt }) {
    return jkt !== undefined && (!api || api.proof_of_possession !== undefined);
  }

  /** The claim that binds an access token to a key (RFC 7800, RFC 9449 6.1). */
  #binding(login) {
    if (this.#isBound(login)) return { cnf: { jkt: login.jkt } };
    if (!login.api?.proof_of_possession?.required) return {};
    throw new OAuthError(400, 'invalid_request', `${login.api.identifier} requires a DPoP proof`);
  }

  /** Auth0's own dialect, or RFC 9068: client_id and jti in place of azp and gty, and a type of its own. */
  #forApi(api, client, claims, permissions) {
    const all = { ...claims, ...(api.token_dialect.endsWith('_authz') && { permissions }) };
    if (!api.token_dialect.startsWith('rfc9068_profile')) {
      return signToken({ ...all, azp: client.client_id }, this.keys.current);
    }
    delete all.gty;
    return signToken({ ...all, client_id: client.client_id, jti: unguessable(16) }, this.keys.current, 'at+jwt');
  }

  /** What a tenant's Action would add; names are URLs, so that they collide with no other claim. */
  #namespaced(user, token) {
    const { namespace, [token]: names = [] } = this.configuration.namespaced ?? {};
    return Object.fromEntries(names.map((name) => [namespace + name, user[name]]));
  }
}
