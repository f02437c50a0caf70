// /userinfo: the claims that an access token may read about its user (OpenID Connect Core 5.3). Refused: tokens for
// other audiences.
import { sendJson, send } from '../http.mjs';
import { TokenError } from '../jose.mjs';
import { drawPicture } from '../picture.mjs';

export function userinfo(tenant, exchange) {
  const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(exchange.request.headers.authorization ?? '')?.[1];
  if (!token) return refuse(exchange, 'Bearer realm="Users"');
  try {
    const { user, scope } = tenant.tokens.readForUserinfo(token);
    sendJson(exchange, 200, tenant.tokens.identity(user, scope));
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    refuse(exchange, 'Bearer realm="Users", error="invalid_token"');
  }
}

export function avatar(tenant, exchange, [encoded]) {
  send(exchange, 200, 'image/svg+xml', drawPicture(encoded), { 'Content-Security-Policy': "default-src 'none'" });
}

function refuse(exchange, challenge) {
  send(exchange, 401, 'text/plain; charset=utf-8', 'Unauthorized', { 'WWW-Authenticate': challenge });
}
