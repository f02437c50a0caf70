// /oauth/token: a grant goes in, tokens come out (RFC 6749 3.2, RFC 7636), bound to the key of a proof if there is one
// (RFC 9449 5). Refused as JSON: a client that does not authenticate, a grant that it may not use, a code or a refresh
// token that is invalid, no longer valid or bound to another key.
import crypto from 'node:crypto';

import { allowsOrigin, authenticateClient, isPublic, requireGrant, sameText } from '../clients.mjs';
import { OAuthError } from '../errors.mjs';
import { sendJson } from '../http.mjs';
import { findApi } from './authorization_request.mjs';

const grants = {
  authorization_code: exchangeCode,
  refresh_token: refresh,
  client_credentials: issueToMachine,
};

export function token(tenant, exchange) {
  const { body, origin } = exchange;
  const grant = body.grant_type;
  if (!grant) throw new OAuthError(400, 'invalid_request', 'Missing required parameter: grant_type');
  if (!Object.hasOwn(grants, grant)) {
    throw new OAuthError(403, 'unsupported_grant_type', `Unsupported grant type: ${grant}`);
  }
  const client = authenticateClient(tenant.configuration.clients, readCredentials(exchange));
  if (origin && !allowsOrigin(client, origin)) {
    throw new OAuthError(403, 'unauthorized_client', `Origin ${origin} not allowed.`);
  }
  requireGrant(client, grant);
  sendJson(exchange, 200, grants[grant](tenant, client, body, provenKey(tenant, exchange, client)));
}

/** The thumbprint of the client's key; undefined without a proof. Public clients need a nonce, as with Auth0. */
function provenKey({ proofs, issuer }, { request, response }, client) {
  if (request.headers.dpop === undefined) return undefined;
  const wantsNonce = isPublic(client);
  if (wantsNonce) response.setHeader('DPoP-Nonce', proofs.nonce);
  return proofs.check(request, { url: `${issuer}oauth/token`, wantsNonce });
}

function readCredentials({ request, body }) {
  const basic = /^Basic ([\w+/=]+)$/i.exec(request.headers.authorization ?? '');
  if (!basic) return { id: body.client_id, secret: body.client_secret };
  // RFC 6749 2.3.1: both are form-encoded before they are joined.
  const [id, secret] = Buffer.from(basic[1], 'base64').toString().split(':').map(decodeFormText);
  return { id, secret };
}

function decodeFormText(text) {
  return new URLSearchParams(`text=${text.replaceAll('&', '%26')}`).get('text');
}

function exchangeCode(tenant, client, { code, redirect_uri: redirectUri, code_verifier: verifier }, jkt) {
  if (!code) throw new OAuthError(400, 'invalid_request', 'Missing required parameter: code');
  const found = tenant.codes.find(code);
  if (!found || found.login.client !== client || found.used) {
    // RFC 6749 4.1.2: when a code comes twice, the tokens issued for it must not be trusted either.
    if (found?.family) found.family.ended = true;
    throw new OAuthError(403, 'invalid_grant', 'Invalid authorization code');
  }
  found.used = true;
  if (found.request.redirectUri !== redirectUri) {
    throw new OAuthError(403, 'unauthorized_client', 'The redirect URI is wrong. ' +
      `You sent ${redirectUri}, and we expected ${found.request.redirectUri}`);
  }
  if (!provesChallenge(found.request.challenge, verifier)) {
    throw new OAuthError(403, 'invalid_grant', 'Failed to verify code verifier');
  }
  // RFC 9449 10: the application has said at the beginning which key it will prove.
  if (found.request.jkt !== undefined && found.request.jkt !== jkt) {
    throw new OAuthError(403, 'invalid_grant', 'The DPoP proof is not of the key in dpop_jkt');
  }
  // The refresh tokens of a client with a secret are bound to that.
  found.family = { ...found.login, ended: false, ...(isPublic(client) && { jkt }) };
  const offline = found.login.scope.split(' ').includes('offline_access');
  return respond(tenant, { ...found.login, jkt }, offline ? tenant.refreshTokens.issue(found.family) : undefined);
}

function provesChallenge(challenge, verifier) {
  if (!challenge) return verifier === undefined;
  if (!/^[\w.~-]{43,128}$/.test(verifier ?? '')) return false;
  const hash = () => crypto.createHash('sha256').update(verifier).digest('base64url');
  return sameText(challenge.method === 'S256' ? hash() : verifier, challenge.value);
}

function refresh(tenant, client, { refresh_token: given, scope: asked }, jkt) {
  if (!given) throw new OAuthError(400, 'invalid_request', 'Missing required parameter: refresh_token');
  const used = tenant.refreshTokens.use(given, client.client_id, jkt);
  if (!used || used.family.user.blocked) {
    throw new OAuthError(403, 'invalid_grant', 'Unknown or invalid refresh token.');
  }
  const { family, token: next } = used;
  if (isPublic(client)) family.jkt ??= jkt;
  const words = asked?.split(' ');
  const scope = family.scope.split(' ').filter((word) => !words || words.includes(word)).join(' ');
  return respond(tenant, { ...family, nonce: undefined, scope, jkt }, next);
}

function respond(tenant, login, refreshToken) {
  const accessToken = tenant.tokens.accessToken(login);
  return {
    access_token: accessToken,
    ...(refreshToken && { refresh_token: refreshToken }),
    ...(login.scope.split(' ').includes('openid') && { id_token: tenant.tokens.idToken(login) }),
    scope: login.scope,
    expires_in: tenant.tokens.accessTokenLifetime(login.api, false),
    token_type: tenant.tokens.typeOf(login),
  };
}

function issueToMachine(tenant, client, { audience, scope: asked }, jkt) {
  if (!audience) {
    throw new OAuthError(403, 'access_denied',
      'No audience parameter was provided, and no default audience has been configured');
  }
  const api = findApi(tenant.configuration.apis, tenant.issuer, audience);
  const granted = client.client_grants.find((grant) => grant.audience === audience);
  if (!api || !granted) {
    throw new OAuthError(403, 'access_denied', `Client is not authorized to access "${audience}". ` +
      'You need to create a "client-grant" associated to this API.');
  }
  const words = asked?.split(' ');
  const scope = granted.scope.filter((word) => !words || words.includes(word)).join(' ');
  return {
    access_token: tenant.tokens.machineToken({ client, api, jkt }, scope),
    scope,
    expires_in: api.token_lifetime,
    token_type: tenant.tokens.typeOf({ api, jkt }),
  };
}
