// What the tests share: a tenant with the shipped configuration, and a visitor who walks through it as a browser does,
// page by page, with cookies and without JavaScript.
import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import fs from 'node:fs';
import { after } from 'node:test';

import { checkConfiguration } from '../configuration.mjs';
import { startTenant } from '../tenant.mjs';

const shipped = JSON.parse(fs.readFileSync(new URL('../tenant.json', import.meta.url), 'utf8'));
export const [app, machine] = shipped.clients;
export const api = shipped.resource_servers[0].identifier;
export const [ada, bob, , mallory] = shipped.users;
export const callback = app.callbacks[0];
export const appOrigin = app.web_origins[0];

/** The shipped configuration, changed by `change`. */
export async function tenantForTests(change = () => {}, options = {}) {
  const content = structuredClone(shipped);
  change(content);
  const time = { now: Math.floor(Date.now() / 1000) };
  const tenant = await startTenant(checkConfiguration(content), { clock: () => time.now, ...options });
  after(() => tenant.close());
  return Object.assign(tenant, { time });
}

export const url = (tenant, path, parameters = {}) =>
  `http://127.0.0.1:${tenant.port}${path}?${new URLSearchParams(parameters)}`;

export const post = (tenant, path, parameters, headers = {}) =>
  fetch(url(tenant, path), { method: 'POST', body: new URLSearchParams(parameters), headers });

export async function postToken(tenant, parameters, headers) {
  const answer = await post(tenant, '/oauth/token', parameters, headers);
  return { status: answer.status, nonce: answer.headers.get('dpop-nonce') ?? undefined, ...await answer.json() };
}

export class Visitor {
  #cookies = new Map();

  constructor(tenant) {
    this.tenant = tenant;
  }

  async open(target, request = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(target, { ...request, redirect: 'manual', headers: { ...request.headers, cookie } });
    // Debian 12's Node joins the fields, and has no getSetCookie.
    for (const line of answer.headers.get('set-cookie')?.split(/, (?=[^ ;]+=)/) ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      this.#cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    return { status: answer.status, headers: answer.headers, location, text: await answer.text() };
  }

  authorize(parameters = {}) {
    return this.open(url(this.tenant, '/authorize', requestOf(parameters)));
  }

  /** Fills in the form that the answer led to. */
  submit(answer, fields) {
    const target = new URL(answer.location, url(this.tenant, '/'));
    return this.open(target, { method: 'POST', body: new URLSearchParams(fields) });
  }

  async logIn(parameters = {}, { email, password } = ada) {
    return this.submit(await this.authorize(parameters), { username: email, password });
  }
}

const requestOf = (parameters) => ({
  client_id: app.client_id, redirect_uri: callback, response_type: 'token id_token', scope: 'openid profile email',
  state: 'the-state', nonce: 'the-nonce', ...parameters,
});

/** A verifier and the parameters of /authorize that go with it. */
export function pkce() {
  const verifier = crypto.randomBytes(32).toString('base64url');
  const challenge = sha256(verifier);
  return { verifier, parameters: { response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' } };
}

/** What the callback was given, in its query or its fragment. */
export function given(answer) {
  assert.ok(answer.location?.startsWith(callback), `not at the callback: ${answer.status} ${answer.location}`);
  const { search, hash } = new URL(answer.location);
  return Object.fromEntries(new URLSearchParams(hash ? hash.slice(1) : search));
}

/** A login with a code, and its exchange. */
export async function logInWithCode(tenant, parameters = {}, user = ada) {
  const { verifier, parameters: challenge } = pkce();
  const { code } = given(await new Visitor(tenant).logIn({ audience: api, ...challenge, ...parameters }, user));
  const exchange = {
    grant_type: 'authorization_code', client_id: app.client_id, code, redirect_uri: callback, code_verifier: verifier,
  };
  return { exchange, redeem: (changes, headers) => postToken(tenant, { ...exchange, ...changes }, headers) };
}

/** A client's key for proofs of possession (DPoP). */
export class Prover {
  #pair = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  jwk = this.#pair.publicKey.export({ format: 'jwk' });
  privateJwk = this.#pair.privateKey.export({ format: 'jwk' });

  get thumbprint() {
    const { x, y } = this.jwk;
    return sha256(`{"crv":"P-256","kty":"EC","x":"${x}","y":"${y}"}`);
  }

  /** `claims` and `header` replace the usual members; undefined leaves one out. */
  proof(claims, header = {}) {
    const usual = { jti: crypto.randomUUID(), htm: 'POST', iat: Math.floor(Date.now() / 1000) };
    const signed = [{ typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk, ...header }, { ...usual, ...claims }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const key = { key: this.#pair.privateKey, dsaEncoding: 'ieee-p1363' };
    return `${signed}.${crypto.sign('sha256', Buffer.from(signed), key).toString('base64url')}`;
  }
}

export const sha256 = (text) => crypto.createHash('sha256').update(text).digest('base64url');

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
export const headerOf = (token) => decode(token.split('.')[0]);
export const claimsOf = (token) => decode(token.split('.')[1]);

/** By the published set, as an API does it. */
export async function isAccepted(tenant, token) {
  const { keys } = await (await fetch(url(tenant, '/.well-known/jwks.json'))).json();
  const key = keys.find(({ kid }) => kid === headerOf(token).kid);
  const [signed, signature] = [token.slice(0, token.lastIndexOf('.')), token.slice(token.lastIndexOf('.') + 1)];
  return key !== undefined && crypto.verify('RSA-SHA256', Buffer.from(signed),
    crypto.createPublicKey({ key, format: 'jwk' }), Buffer.from(signature, 'base64url'));
}
