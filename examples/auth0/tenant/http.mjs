// Makes an exchange from an HTTP request: its parameters, read once and within limits, its cookies, and the few ways to
// answer. Refused: a body that is too large, of another type or unreadable, a parameter given twice.
import { OAuthError } from './errors.mjs';

const maxBodyBytes = 100_000;

export async function openExchange(request, response, issuer) {
  const address = new URL(issuer).origin + request.url;
  if (!URL.canParse(address)) throw new OAuthError(400, 'invalid_request', 'The address is malformed');
  const url = new URL(address);
  return {
    request,
    response,
    path: url.pathname,
    method: request.method,
    origin: request.headers.origin,
    query: once(url.searchParams),
    body: request.method === 'POST' ? await readBody(request) : {},
    cookies: readCookies(request.headers.cookie ?? ''),
  };
}

export function sendJson(exchange, status, content) {
  send(exchange, status, 'application/json; charset=utf-8', JSON.stringify(content));
}

export function send(exchange, status, type, content, fields = {}) {
  exchange.response.writeHead(status, {
    'Content-Type': type, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', ...fields,
  });
  exchange.response.end(exchange.method === 'HEAD' ? undefined : content);
}

/** 303: the browser does not post the form again to the new address. */
export function redirect(exchange, location) {
  exchange.response.writeHead(exchange.method === 'POST' ? 303 : 302, {
    Location: location, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer',
  });
  exchange.response.end();
}

async function readBody(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new OAuthError(413, 'invalid_request', 'The body is too large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString();
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (type === 'application/json') return readJson(text);
  if (type === 'application/x-www-form-urlencoded') return once(new URLSearchParams(text));
  if (text === '') return {};
  throw new OAuthError(415, 'invalid_request', 'The body is neither a form nor JSON');
}

function readJson(text) {
  try {
    const content = JSON.parse(text || '{}');
    if (Object.values(content).every((value) => typeof value === 'string')) return content;
  } catch { /* told below */ }
  throw new OAuthError(400, 'invalid_request', 'The body is not an object of texts');
}

// RFC 6749 3.1: a parameter must not be included more than once.
function once(parameters) {
  const result = {};
  for (const [name, value] of parameters) {
    if (Object.hasOwn(result, name)) throw new OAuthError(400, 'invalid_request', `${name} is given twice`);
    result[name] = value;
  }
  return result;
}

function readCookies(header) {
  const pairs = header.split(';').map((part) => part.trim().split('='));
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, ...value]) => [name, value.join('=')]));
}
