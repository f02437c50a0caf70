// Sends a browser with an authorization request to the login page, to the consent page, or back to the application with
// a code, tokens or an error.
import { OAuthError } from '../errors.mjs';
import { unguessable } from '../expiring_map.mjs';
import { redirect } from '../http.mjs';
import { sendWebMessage } from '../pages.mjs';
import { readAuthorizationRequest, readReturnAddress } from './authorization_request.mjs';

export function authorize(tenant, exchange) {
  const parameters = exchange.method === 'POST' ? exchange.body : exchange.query;
  const address = readReturnAddress(tenant.configuration, parameters);
  answeringErrors(exchange, address, () => {
    const request = readAuthorizationRequest(tenant, parameters, address);
    proceed(tenant, exchange, request, usableSession(tenant, exchange, request));
  });
}

/** Continues from the person's current step; `session` is undefined until a person has logged in. */
export function proceed(tenant, exchange, request, session) {
  answeringErrors(exchange, request, () => {
    if (!session) return askFor(tenant, exchange, request, 'login');
    if (session.user.blocked) throw new OAuthError(401, 'unauthorized', 'user is blocked');
    if (tenant.consents.isNeeded(request, session.user)) return askFor(tenant, exchange, request, 'consent', session);
    complete(tenant, exchange, request, session);
  });
}

/** Back to the application, with the caller's parameters. */
export function answer(exchange, { redirectUri, responseMode, state }, parameters) {
  const all = Object.fromEntries(Object.entries({ ...parameters, state }).filter(([, value]) => value !== undefined));
  if (responseMode === 'web_message') {
    return sendWebMessage(exchange, all, new URL(redirectUri).origin, unguessable(16));
  }
  const target = new URL(redirectUri);
  if (responseMode === 'fragment') {
    target.hash = new URLSearchParams(all).toString();
  } else {
    for (const [name, value] of Object.entries(all)) target.searchParams.append(name, value);
  }
  redirect(exchange, target.href);
}

function answeringErrors(exchange, address, work) {
  try {
    work();
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    answer(exchange, address, error.body);
  }
}

function usableSession(tenant, exchange, { prompt, maxAge }) {
  const session = tenant.sessions.find(exchange.cookies.auth0);
  return session && prompt !== 'login' && tenant.clock() - session.since <= maxAge ? session : undefined;
}

function askFor(tenant, exchange, request, step, session) {
  if (request.prompt === 'none') {
    const [code, description] = step === 'login' ? ['login_required', 'Login required']
      : ['consent_required', 'Consent required'];
    throw new OAuthError(400, code, description);
  }
  redirect(exchange, `/u/${step}?state=${tenant.transactions.keep({ request, session })}`);
}

function complete(tenant, exchange, request, { user, sid }) {
  const { client, api, nonce, responseTypes: types } = request;
  const scope = tenant.tokens.grantedScope({ ...request, user });
  const login = { user, client, api, scope, nonce, sid };
  const result = {};
  if (types.has('code')) result.code = tenant.codes.keep({ login, request, at: tenant.clock() });
  if (types.has('token')) {
    result.access_token = tenant.tokens.accessToken(login, { inBrowser: true });
    result.token_type = 'Bearer';
    result.expires_in = tenant.tokens.accessTokenLifetime(api, true);
    result.scope = scope;
  }
  if (types.has('id_token')) {
    result.id_token = tenant.tokens.idToken(login, { accessToken: result.access_token, code: result.code });
  }
  answer(exchange, request, result);
}
