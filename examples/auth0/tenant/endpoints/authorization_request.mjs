// The parameters of /authorize go in, a checked request comes out (OpenID Connect Core 3.1.2.1, RFC 7636). Refused
// with a page: a request whose redirect address cannot be trusted. Refused by redirect: everything else.
import { allowsCallback, allowsWebMessage, requireGrant } from '../clients.mjs';
import { OAuthError, PageError } from '../errors.mjs';

/** Throws PageError. Answers may go to the address in its result. */
export function readReturnAddress({ clients }, parameters) {
  const { client_id: id, redirect_uri: redirectUri, response_mode: mode, state } = parameters;
  if (!id) throw new PageError(400, 'invalid_request', 'Missing required parameter: client_id');
  const client = clients.find((candidate) => candidate.client_id === id);
  if (!client) throw new PageError(403, 'unauthorized_client', `Unknown client: ${id}`);
  if (!redirectUri) throw new PageError(400, 'invalid_request', 'Missing required parameter: redirect_uri');
  if (!allowsCallback(client, redirectUri)) {
    throw new PageError(403, 'unauthorized_client', 'Callback URL mismatch. ' +
      `${redirectUri} is not in the list of allowed callback URLs of the application ${client.name}.`);
  }
  if (mode === 'web_message' && !allowsWebMessage(client, redirectUri)) {
    throw new PageError(403, 'unauthorized_client', `The origin of ${redirectUri} is not in the list of ` +
      `allowed web origins of the application ${client.name}.`);
  }
  const types = new Set((parameters.response_type ?? '').split(' ').filter(Boolean));
  const usualMode = types.has('token') || types.has('id_token') ? 'fragment' : 'query';
  const usable = mode === 'web_message' || mode === 'fragment' || mode === usualMode;
  return { client, redirectUri, state, responseTypes: types, responseMode: usable ? mode : usualMode };
}

/** Throws OAuthError. */
export function readAuthorizationRequest({ configuration, issuer }, parameters, address) {
  const { client, responseTypes: types } = address;
  checkResponseType(parameters, client, types);
  checkResponseMode(parameters.response_mode, types);
  return {
    ...address,
    scope: parameters.scope ?? 'openid profile email',
    api: findApi(configuration.apis, issuer, parameters.audience),
    nonce: parameters.nonce,
    prompt: parameters.prompt,
    maxAge: parameters.max_age === undefined ? Infinity : Number(parameters.max_age),
    email: parameters.login_hint ?? '',
    challenge: readChallenge(parameters, client, types),
    jkt: parameters.dpop_jkt,
  };
}

/** The API of an audience; null if only /userinfo is meant. Throws OAuthError for an unknown API. */
export function findApi(apis, issuer, audience) {
  if (!audience || audience === `${issuer}userinfo`) return null;
  const api = apis.find(({ identifier }) => identifier === audience);
  if (!api) throw new OAuthError(403, 'access_denied', `Service not found: ${audience}`);
  return api;
}

function checkResponseType({ response_type: text, nonce }, client, types) {
  if (!text) throw new OAuthError(400, 'invalid_request', 'Missing required parameter: response_type');
  if ([...types].some((type) => !['code', 'token', 'id_token'].includes(type))) {
    throw new OAuthError(400, 'unsupported_response_type', `Unsupported response type: ${text}`);
  }
  if (types.has('code')) requireGrant(client, 'authorization_code');
  if (types.has('token') || types.has('id_token')) requireGrant(client, 'implicit');
  // OpenID Connect Core 3.2.2.1: without a nonce an ID token from a URL could be an old one.
  if (types.has('id_token') && !nonce) {
    throw new OAuthError(400, 'invalid_request', 'Missing required parameter: nonce');
  }
}

function checkResponseMode(mode, types) {
  if (mode === undefined || mode === 'fragment' || mode === 'web_message') return;
  // OAuth 2.0 Multiple Response Types 3: tokens must not end up in a query, which servers log.
  if (mode === 'query' && !types.has('token') && !types.has('id_token')) return;
  throw new OAuthError(400, 'invalid_request', `response_mode ${mode} cannot be used here`);
}

function readChallenge({ code_challenge: value, code_challenge_method: method = 'plain' }, client, types) {
  if (!types.has('code')) return null;
  if (value === undefined) {
    if (client.client_secret) return null;
    throw new OAuthError(400, 'invalid_request', 'Missing required parameter: code_challenge');
  }
  if (!['S256', 'plain'].includes(method)) {
    throw new OAuthError(400, 'invalid_request', `Unsupported code_challenge_method: ${method}`);
  }
  if (!/^[\w.~-]{43,128}$/.test(value)) throw new OAuthError(400, 'invalid_request', 'code_challenge is malformed');
  return { value, method };
}
