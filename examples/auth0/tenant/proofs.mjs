// Checks proofs of possession (DPoP, RFC 9449): a JWT beside a request, signed for it by the client's own key. A proof
// gives the thumbprint of that key, to which tokens are bound. Refused: a proof for another request, one that is too
// old, and one that was used before.
import crypto from 'node:crypto';

import { sameText } from './clients.mjs';
import { OAuthError } from './errors.mjs';
import { ExpiringMap } from './expiring_map.mjs';
import { readUnverifiedToken, TokenError } from './jose.mjs';

export const proofAlgorithms = ['ES256'];

// Seconds, as in Auth0's own library for APIs.
const oldest = 300;
const ahead = 30;
const nonceStep = 60;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const hash = (text) => crypto.createHash('sha256').update(text).digest('base64url');

export class Proofs {
  #secret = crypto.randomBytes(32);
  #used;

  constructor(clock) {
    this.clock = clock;
    this.#used = new ExpiringMap(clock, oldest + ahead);
  }

  /**
   * The thumbprint of the key that signed the request's proof. `url`: the address of the request as clients know it;
   * `accessToken`: sent beside the proof, if one was; `wantsNonce`: whether the proof needs a nonce of this tenant.
   */
  check({ method, headers }, { url, accessToken, wantsNonce = false }) {
    const { header, claims, isSignedBy } = readProof(headers.dpop);
    const key = readKey(header);
    const now = this.clock();
    requireProof(claims.htm === method, 'htm is not the method of the request');
    requireProof(sameAddress(claims.htu, url), 'htu is not the URL of the request');
    if (wantsNonce && !this.#knowsNonce(claims.nonce)) {
      throw new OAuthError(400, 'use_dpop_nonce', 'Authorization server requires nonce in DPoP proof');
    }
    const { iat, jti } = claims;
    requireProof(typeof iat === 'number' && iat >= now - oldest && iat <= now + ahead, 'iat is not recent');
    requireProof(!accessToken || claims.ath === hash(accessToken), 'ath is not the hash of the access token');
    requireProof(typeof jti === 'string' && jti !== '', 'jti is missing');
    requireProof(isSignedBy(key), 'the signature does not fit jwk');
    const thumbprint = thumbprintOf(key);
    const name = `${thumbprint} ${jti}`;
    requireProof(!this.#used.find(name), 'the proof was used before');
    this.#used.keep(true, name);
    return thumbprint;
  }

  /** For the next proof; taken for two to three minutes. */
  get nonce() {
    return this.#nonceOf(Math.floor(this.clock() / nonceStep));
  }

  #knowsNonce(given) {
    const step = Math.floor(this.clock() / nonceStep);
    return typeof given === 'string' && [0, 1, 2].some((age) => sameText(this.#nonceOf(step - age), given));
  }

  #nonceOf(step) {
    return crypto.createHmac('sha256', this.#secret).update(`nonce ${step}`).digest('base64url');
  }
}

/** RFC 7638: the hash of the members that make an EC key, in the order of their names. */
function thumbprintOf(key) {
  const { crv, kty, x, y } = key.export({ format: 'jwk' });
  return hash(JSON.stringify({ crv, kty, x, y }));
}

function requireProof(holds, otherwise) {
  if (!holds) throw new OAuthError(400, 'invalid_dpop_proof', `Invalid DPoP proof: ${otherwise}`);
}

function readProof(proof = '') {
  // Several fields come as one, joined by commas.
  requireProof(/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof), 'not exactly one JWT');
  try {
    return readUnverifiedToken(proof);
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return requireProof(false, 'not a JWT');
  }
}

function readKey({ typ, alg, crit, jwk }) {
  requireProof(typ === 'dpop+jwt', 'typ is not dpop+jwt');
  requireProof(proofAlgorithms.includes(alg), `alg is not ${proofAlgorithms.join(' or ')}`);
  requireProof(crit === undefined, 'crit is not understood');
  requireProof(typeof jwk === 'object' && jwk !== null, 'jwk is missing');
  requireProof(!privateMembers.some((name) => Object.hasOwn(jwk, name)), 'jwk has a private key');
  const { kty, crv, x, y } = jwk;
  requireProof(kty === 'EC' && crv === 'P-256', `jwk is no key for ${alg}`);
  try {
    return crypto.createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch {
    return requireProof(false, `jwk is no key for ${alg}`);
  }
}

/** RFC 9449 4.3: without query and fragment, and however the same address is written. */
function sameAddress(claimed, url) {
  if (typeof claimed !== 'string' || !URL.canParse(claimed)) return false;
  const address = new URL(claimed);
  address.search = '';
  address.hash = '';
  return address.href === new URL(url).href;
}
