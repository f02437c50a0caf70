// The login and the consent page: sends forms, reads answers, and sends the person on with the request that /authorize
// began. Refused: a page that belongs to no request, or to one that has ended.
import { sameText } from '../clients.mjs';
import { OAuthError, PageError } from '../errors.mjs';
import { unguessable } from '../expiring_map.mjs';
import { sendConsentPage, sendLoginPage } from '../pages.mjs';
import { answer, proceed } from './authorize.mjs';

export function showLogin(tenant, exchange) {
  const { request } = findTransaction(tenant, exchange);
  sendLoginPage(exchange, { ...request, formTarget: originOf(request) });
}

export function logIn(tenant, exchange) {
  const { request } = findTransaction(tenant, exchange);
  const { username: email = '', password = '' } = exchange.body;
  const user = tenant.configuration.users.find((candidate) => candidate.email === email.trim().toLowerCase());
  if (!user || !sameText(user.password, password)) {
    const mistake = 'Wrong email or password';
    return sendLoginPage(exchange, { client: request.client, email, mistake, formTarget: originOf(request) });
  }
  tenant.transactions.take(exchange.query.state);
  const session = { user, sid: unguessable(), since: tenant.clock() };
  if (!user.blocked) {
    tenant.sessions.take(exchange.cookies.auth0);
    exchange.response.setHeader('Set-Cookie', tenant.sessionCookie(tenant.sessions.keep(session)));
  }
  proceed(tenant, exchange, request, session);
}

export function showConsent(tenant, exchange) {
  const { request, session } = findTransaction(tenant, exchange, 'consent');
  const scopes = tenant.tokens.grantedScope({ ...request, user: session.user }).split(' ');
  sendConsentPage(exchange, { ...request, user: session.user, scopes, formTarget: originOf(request) });
}

export function decideConsent(tenant, exchange) {
  const { request, session } = findTransaction(tenant, exchange, 'consent');
  tenant.transactions.take(exchange.query.state);
  if (exchange.body.action !== 'accept') {
    const declined = new OAuthError(403, 'access_denied', 'User did not authorize the request');
    return answer(exchange, request, declined.body);
  }
  tenant.consents.give(request, session.user);
  proceed(tenant, exchange, request, session);
}

function findTransaction(tenant, exchange, step = 'login') {
  const transaction = tenant.transactions.find(exchange.query.state);
  if (transaction && Boolean(transaction.session) === (step === 'consent')) return transaction;
  throw new PageError(400, 'invalid_request', 'This page belongs to no login that is under way. ' +
    'Go back to the application and log in from there.');
}

const originOf = ({ redirectUri }) => new URL(redirectUri).origin;
