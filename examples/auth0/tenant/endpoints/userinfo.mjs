// /userinfo: the claims that an access token may read about its user (OpenID Connect Core 5.3). Refused: tokens for
// other audiences, and bound tokens without a proof of their key.
import { OAuthError } from '../errors.mjs';
import { sendJson, send } from '../http.mjs';
import { TokenError } from '../jose.mjs';
import { drawPicture } from '../picture.mjs';
import { proofAlgorithms } from '../proofs.mjs';

export function userinfo(tenant, exchange) {
  const { authorization = '' } = exchange.request.headers;
  const [, scheme, accessToken] = /^(Bearer|DPoP) ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  if (!accessToken) return refuse(exchange, 'Bearer realm="Users"');
  const isBearer = scheme.toLowerCase() === 'bearer';
  try {
    const { user, scope, jkt } = tenant.tokens.readForUserinfo(accessToken);
    const proven = isBearer ? undefined
      : tenant.proofs.check(exchange.request, { url: `${tenant.issuer}userinfo`, accessToken });
    if (jkt !== proven) throw new TokenError('bound to another key');
    sendJson(exchange, 200, tenant.tokens.identity(user, scope));
  } catch (error) {
    if (!(error instanceof TokenError || error instanceof OAuthError)) throw error;
    const challenge = isBearer ? 'Bearer realm="Users"' : `DPoP realm="Users", algs="${proofAlgorithms.join(' ')}"`;
    refuse(exchange, `${challenge}, error="${error.code ?? 'invalid_token'}"`);
  }
}

export function avatar(tenant, exchange, [encoded]) {
  send(exchange, 200, 'image/svg+xml', drawPicture(encoded), { 'Content-Security-Policy': "default-src 'none'" });
}

function refuse(exchange, challenge) {
  send(exchange, 401, 'text/plain; charset=utf-8', 'Unauthorized', { 'WWW-Authenticate': challenge });
}
