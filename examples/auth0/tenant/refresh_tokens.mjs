// Refresh tokens, kept by the tenant as Auth0 keeps them. A rotating one is valid for one use: if
// it comes back after that, two parties have it, and all tokens of the same login end. One that is bound to a key is
// invalid without a proof of it, and stays as it was.
import { ExpiringMap, unguessable } from './expiring_map.mjs';

export class RefreshTokens {
  #tokens;

  constructor(clock, seconds = 30 * 86400) {
    this.#tokens = new ExpiringMap(clock, seconds);
  }

  /** `family` is an object of the login: what was granted, and whether it has ended. */
  issue(family) {
    return this.#tokens.keep({ family, used: false }, `v1.${unguessable(32)}`);
  }

  /** The family, and the token to answer with; undefined for an invalid token. `jkt` is the key that was proved. */
  use(token, clientId, jkt) {
    const found = this.#tokens.find(token);
    if (!found || found.family.client.client_id !== clientId || found.family.ended) return undefined;
    const { family } = found;
    if (family.jkt !== undefined && family.jkt !== jkt) return undefined;
    if (family.client.refresh_token.rotation_type !== 'rotating') return { family, token };
    if (found.used) {
      family.ended = true;
      return undefined;
    }
    found.used = true;
    return { family, token: this.issue(family) };
  }
}
