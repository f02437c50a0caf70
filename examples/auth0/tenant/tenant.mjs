// Runs a stand-in for an Auth0 tenant from a configuration, and leads each request to its endpoint. For tests and
// demonstrations on one machine. Refused: listening anywhere but on loopback, and requests under other host names.
import crypto from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

import { Consents } from './consents.mjs';
import { addCorsFields, answerPreflight } from './cors.mjs';
import { authorize } from './endpoints/authorize.mjs';
import { decideConsent, logIn, showConsent, showLogin } from './endpoints/login.mjs';
import { logOut } from './endpoints/logout.mjs';
import { listKeys, revoke, rotate } from './endpoints/management.mjs';
import { certificateDer, certificatePem, jwks, metadata, publicKeyPem } from './endpoints/publication.mjs';
import { token } from './endpoints/token.mjs';
import { avatar, userinfo } from './endpoints/userinfo.mjs';
import { OAuthError, PageError } from './errors.mjs';
import { ExpiringMap } from './expiring_map.mjs';
import { openExchange, send, sendJson } from './http.mjs';
import { makeKey, SigningKeys } from './keys.mjs';
import { sendErrorPage } from './pages.mjs';
import { Proofs } from './proofs.mjs';
import { RefreshTokens } from './refresh_tokens.mjs';
import { Tokens } from './tokens.mjs';

const routes = [
  ['GET', /^\/authorize$/, authorize],
  ['POST', /^\/authorize$/, authorize],
  ['GET', /^\/u\/login$/, showLogin],
  ['POST', /^\/u\/login$/, logIn],
  ['GET', /^\/u\/consent$/, showConsent],
  ['POST', /^\/u\/consent$/, decideConsent],
  ['POST', /^\/oauth\/token$/, token],
  ['GET', /^\/userinfo$/, userinfo],
  ['POST', /^\/userinfo$/, userinfo],
  ['GET', /^\/v2\/logout$/, logOut],
  ['GET', /^\/oidc\/logout$/, logOut],
  ['GET', /^\/\.well-known\/openid-configuration$/, metadata],
  ['GET', /^\/\.well-known\/jwks\.json$/, jwks],
  ['GET', /^\/pem$/, certificatePem],
  ['GET', /^\/cer$/, certificateDer],
  ['GET', /^\/rawpem$/, publicKeyPem],
  ['GET', /^\/avatars\/([\w-]*)\.svg$/, avatar],
  ['GET', /^\/api\/v2\/keys\/signing$/, listKeys],
  ['POST', /^\/api\/v2\/keys\/signing\/rotate$/, rotate],
  ['PUT', /^\/api\/v2\/keys\/signing\/([\w-]+)\/revoke$/, revoke],
];
const forPeople = /^\/(authorize|u|v2|oidc)(\/|$)/;
const loopback = ['127.0.0.1', '::1', 'localhost'];

export class NotLoopbackError extends Error {}

/**
 * options: host, port (0 takes a free one), tls, publicUrl (what browsers call it, default http://localhost:PORT),
 * keysFile, clock (seconds since 1970).
 */
export async function startTenant(configuration, options = {}) {
  const { host = '127.0.0.1', port = 0, tls = false, keysFile } = options;
  if (!loopback.includes(host)) {
    throw new NotLoopbackError(`refuses to listen on ${host}, only on 127.0.0.1, ::1 or localhost: its passwords ` +
      'are in a file, and everyone who can reach it gets tokens of any user. It is for this machine only.');
  }
  const clock = options.clock ?? (() => Math.floor(Date.now() / 1000));
  // Before it listens, so that the first request is answered, too.
  const keys = await SigningKeys.open([hostnameOf(options.publicUrl)], keysFile);
  const tlsKey = tls ? await makeKey([hostnameOf(options.publicUrl), 'localhost', '127.0.0.1']) : null;
  const server = tls
    ? https.createServer({ key: tlsKey.privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: tlsKey.certificate })
    : http.createServer();
  await new Promise((ready, failed) => server.once('error', failed).listen(port, host, ready));

  const origin = options.publicUrl ?? `${tls ? 'https' : 'http'}://localhost:${server.address().port}`;
  const issuer = new URL('/', origin).href;
  const tenant = {
    configuration, issuer, keys, clock,
    tokens: new Tokens({ configuration, issuer, keys, clock, secret: crypto.randomBytes(32) }),
    sessions: new ExpiringMap(clock, 3 * 86400),
    transactions: new ExpiringMap(clock, 3600),
    codes: new ExpiringMap(clock, 600),
    refreshTokens: new RefreshTokens(clock),
    proofs: new Proofs(clock),
    consents: new Consents(),
    sessionCookie: (name) => `auth0=${name ?? ''}; Path=/; HttpOnly; ${name ? '' : 'Max-Age=0; '}` +
      (issuer.startsWith('https:') ? 'Secure; SameSite=None' : 'SameSite=Lax'),
  };
  server.on('request', (request, response) => serve(tenant, request, response));
  return {
    issuer, keys, configuration,
    tokens: tenant.tokens,
    port: server.address().port,
    tlsCertificate: tlsKey?.certificate,
    rotate: () => keys.rotate(),
    revokePrevious: () => keys.revokePrevious(),
    endSessions: () => { tenant.sessions = new ExpiringMap(clock, 3 * 86400); },
    close: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
  };
}

const hostnameOf = (url) => (url ? new URL(url).hostname : 'localhost');

async function serve(tenant, request, response) {
  let exchange = { request, response, method: request.method, path: request.url.split('?')[0] };
  try {
    refuseForeignNames(tenant, request);
    exchange = await openExchange(request, response, tenant.issuer);
    addCorsFields(exchange, tenant.configuration.clients);
    if (request.method === 'OPTIONS') return answerPreflight(exchange);
    const [handle, parts] = route(exchange);
    await handle(tenant, exchange, parts);
  } catch (error) {
    answerError(exchange, error);
  }
}

// A page whose name suddenly means 127.0.0.1 (DNS rebinding) would be of the same origin as this tenant.
function refuseForeignNames({ issuer }, request) {
  const url = `http://${request.headers.host}`;
  const name = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
  if (loopback.includes(name) || name === hostnameOf(issuer)) return;
  throw new OAuthError(421, 'invalid_request', 'This tenant is not known under that name.');
}

function route({ method, path }) {
  const there = routes.filter(([, pattern]) => pattern.test(path));
  if (!there.length) throw new OAuthError(404, 'not_found', 'There is no such endpoint.');
  const found = there.find(([verb]) => verb === method || (verb === 'GET' && method === 'HEAD'));
  if (!found) throw new OAuthError(405, 'invalid_request', `Only ${there.map(([verb]) => verb).join(' and ')} here.`);
  return [found[2], found[1].exec(path).slice(1)];
}

function answerError(exchange, error) {
  if (exchange.response.headersSent) return exchange.response.destroy();
  // The rest of a body would be read as the next request.
  if (!exchange.request.complete) exchange.response.setHeader('Connection', 'close');
  if (error instanceof PageError || (error instanceof OAuthError && forPeople.test(exchange.path))) {
    return sendErrorPage(exchange, error);
  }
  if (error instanceof OAuthError) return sendJson(exchange, error.status, error.body);
  console.error(error);
  send(exchange, 500, 'text/plain; charset=utf-8', 'The tenant failed; its output says more.');
}
