// Signing keys by command, on the paths of Auth0's Management API: listed, rotated, the previous one revoked. Auth0
// requires a token; here every program on this machine may ask. Refused: requests that a web page made the browser
// send.
import { OAuthError } from '../errors.mjs';
import { sendJson } from '../http.mjs';

export function listKeys(tenant, exchange) {
  refuseBrowsers(exchange);
  const { current, next, previous } = tenant.keys;
  sendJson(exchange, 200, [
    { ...describe(current), current: true }, { ...describe(next), next: true },
    ...(previous ? [{ ...describe(previous), previous: true }] : []),
  ]);
}

export async function rotate(tenant, exchange) {
  refuseBrowsers(exchange);
  await tenant.keys.rotate();
  sendJson(exchange, 201, describe(tenant.keys.current));
}

export function revoke(tenant, exchange, [kid]) {
  refuseBrowsers(exchange);
  if (tenant.keys.previous?.kid !== kid) {
    throw new OAuthError(404, 'not_found', 'Only the previous key can be revoked: rotate first.');
  }
  sendJson(exchange, 200, describe(tenant.keys.revokePrevious()));
}

const describe = ({ kid, certificate }) => ({ kid, cert: certificate });

function refuseBrowsers({ request }) {
  if (request.headers.origin === undefined && request.headers['sec-fetch-site'] === undefined) return;
  throw new OAuthError(403, 'access_denied', 'Not for web pages.');
}
