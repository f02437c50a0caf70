// What a client may do: where users are sent back to, which pages may ask, which grants it uses, and with which secret.
import crypto from 'node:crypto';

import { OAuthError } from './errors.mjs';

const originOf = (url) => (URL.canParse(url) ? new URL(url).origin : null);
const withoutQuery = (url) => url.replace(/[?#].*$/, '');

/** Exactly as listed: another slash, another port or another host is another URL. */
export const allowsCallback = (client, url) => client.callbacks.includes(url);

/** Auth0 compares without the query and the fragment. */
export const allowsLogoutUrl = (client, url) =>
  client.allowed_logout_urls.map(withoutQuery).includes(withoutQuery(url));

/** The origins that may get an answer in a message to the page (silent login). */
export const allowsWebMessage = (client, url) => client.web_origins.includes(originOf(url));

/** The origins whose scripts may read answers (CORS); callbacks count, as with Auth0. */
export const allowsOrigin = (client, origin) =>
  [...client.web_origins, ...client.allowed_origins, ...client.callbacks.map(originOf)].includes(origin);

export function requireGrant(client, grant) {
  if (client.grant_types.includes(grant)) return;
  throw new OAuthError(403, 'unauthorized_client', `Grant type '${grant}' not allowed for the client.`);
}

/** Keeps no secret: an application in a browser or on a telephone. */
export const isPublic = (client) => !client.client_secret;

/** By client_secret_basic or client_secret_post; a client without a secret by its id alone. */
export function authenticateClient(clients, { id, secret }) {
  const client = clients.find((candidate) => candidate.client_id === id);
  if (!client || (client.client_secret && !sameText(client.client_secret, secret ?? ''))) {
    throw new OAuthError(401, 'access_denied', 'Unauthorized');
  }
  return client;
}

/** Takes the same time wherever the texts differ. */
export function sameText(one, other) {
  const digest = (text) => crypto.createHash('sha256').update(text).digest();
  return crypto.timingSafeEqual(digest(one), digest(other));
}
