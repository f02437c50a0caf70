// /v2/logout and /oidc/logout: the session ends, and the person is sent where the application says. Refused: an
// address that is not in the application's list.
import { allowsLogoutUrl } from '../clients.mjs';
import { PageError } from '../errors.mjs';
import { redirect, send } from '../http.mjs';

export function logOut(tenant, exchange) {
  const { client_id: id, returnTo, post_logout_redirect_uri: uri, state } = exchange.query;
  tenant.sessions.take(exchange.cookies.auth0);
  exchange.response.setHeader('Set-Cookie', tenant.sessionCookie());

  const clients = tenant.configuration.clients.filter((client) => id === undefined || client.client_id === id);
  const wanted = returnTo ?? uri ?? (id && clients[0]?.allowed_logout_urls[0]);
  if (!wanted) return send(exchange, 200, 'text/plain; charset=utf-8', 'OK');
  if (!clients.some((client) => allowsLogoutUrl(client, wanted))) {
    throw new PageError(400, 'invalid_request', `The "${uri ? 'post_logout_redirect_uri' : 'returnTo'}" parameter ` +
      `"${wanted}" is not defined as a valid URL in "Allowed Logout URLs".`);
  }
  const target = new URL(wanted);
  if (uri && state) target.searchParams.set('state', state);
  redirect(exchange, target.href);
}
