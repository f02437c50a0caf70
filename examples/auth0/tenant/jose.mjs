// Makes compact tokens from claims, and reads them: signed ones (JWS, RFC 7515) for an API, encrypted ones (JWE, RFC
// 7516) that only the tenant can read; and those that others signed, with a way to check by which key. Refused: tokens
// that this tenant did not make.
import crypto from 'node:crypto';

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const decode = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

export class TokenError extends Error {}

/** `key` is one of keys.mjs. */
export function signToken(claims, key, type = 'JWT') {
  const signed = `${encode({ alg: 'RS256', typ: type, kid: key.kid })}.${encode(claims)}`;
  return `${signed}.${crypto.sign('RSA-SHA256', Buffer.from(signed), key.privateKey).toString('base64url')}`;
}

/** The claims, if one of the keys signed them; the caller checks times. */
export function readSignedToken(token, keys) {
  const [header, payload, signature, ...more] = token.split('.');
  if (signature === undefined || more.length) throw new TokenError('not three parts');
  return guarded(() => {
    const key = keys.find(({ kid }) => kid === decode(header).kid);
    const signed = Buffer.from(`${header}.${payload}`);
    if (!key || !crypto.verify('RSA-SHA256', signed, key.publicKey, Buffer.from(signature, 'base64url'))) {
      throw new TokenError('not signed by this tenant');
    }
    return decode(payload);
  });
}

/** Header and claims of a token that another party signed by ES256, and whether a key did. */
export function readUnverifiedToken(token) {
  const [header, payload, signature] = token.split('.');
  const object = (part) => {
    const value = guarded(() => decode(part));
    if (typeof value !== 'object' || value === null) throw new TokenError('not an object');
    return value;
  };
  return {
    header: object(header),
    claims: object(payload),
    isSignedBy: (key) => crypto.verify('sha256', Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  };
}

/** Five parts, the second one empty: the content key is the tenant's own. An API cannot use it. */
export function sealToken(claims, secret, issuer) {
  const header = encode({ alg: 'dir', enc: 'A256GCM', iss: issuer });
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(header));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(claims)), cipher.final()]);
  return [header, '', ...[iv, sealed, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.');
}

export function openSealedToken(token, secret) {
  const [header, , iv, sealed, tag] = token.split('.');
  return guarded(() => {
    const bytes = (part) => Buffer.from(part, 'base64url');
    const decipher = crypto.createDecipheriv('aes-256-gcm', secret, bytes(iv), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(header)).setAuthTag(bytes(tag));
    return JSON.parse(Buffer.concat([decipher.update(bytes(sealed)), decipher.final()]).toString());
  });
}

function guarded(read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof TokenError ? error : new TokenError('not a token of this tenant');
  }
}

/** OpenID Connect Core 3.2.2.9: ties an access token or a code to the ID token it came with. */
export const halfHash = (text) =>
  crypto.createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
