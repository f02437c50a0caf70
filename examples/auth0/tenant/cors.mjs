// Whose scripts may read which answer: public answers everyone's, tokens and /userinfo only those of a client's
// origins.
import { allowsOrigin } from './clients.mjs';

const forEverybody = /^\/(\.well-known\/|pem$|cer$|rawpem$)/;
const forClients = new Set(['/oauth/token', '/userinfo']);

export function addCorsFields(exchange, clients) {
  const { origin, path, response } = exchange;
  if (forEverybody.test(path)) {
    response.setHeader('Access-Control-Allow-Origin', '*');
  } else if (forClients.has(path)) {
    response.setHeader('Vary', 'Origin');
    if (!origin || !clients.some((client) => allowsOrigin(client, origin))) return;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Access-Control-Expose-Headers', 'DPoP-Nonce, WWW-Authenticate');
  }
}

export function answerPreflight({ response }) {
  response.writeHead(204, {
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type, Auth0-Client, DPoP',
    'Access-Control-Max-Age': '600',
  });
  response.end();
}
