// The command line as a process of its own: what it prints, how it ends, and that the library accepts its tokens.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import https from 'node:https';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { api, app, given, logInWithCode, Visitor } from './support.mjs';

net.setDefaultAutoSelectFamily(true);  // as in the program
const program = fileURLToPath(new URL('../main.mjs', import.meta.url));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tenant-'));
after(() => fs.rmSync(folder, { recursive: true }));

async function run(command, ...parameters) {
  try {
    const { stdout, stderr } = await promisify(execFile)(command, parameters);
    return { code: 0, stdout, stderr };
  } catch ({ code, stdout, stderr }) {
    return { code, stdout, stderr };
  }
}
const tenant = (...parameters) => run(process.execPath, program, ...parameters);

async function start(...parameters) {
  const stdio = ['ignore', 'pipe', 'inherit'];
  const child = spawn(process.execPath, [program, '--port', '0', ...parameters], { stdio });
  after(() => child.kill());
  let printed = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += chunk;
    if (printed.includes('\n')) break;
  }
  const [, issuer, port] = /^the tenant (\S+) listens on port (\d+) until Ctrl-C\n$/.exec(printed);
  return { issuer, port, child };
}

test('it refuses to listen where others could reach it, and says why', async () => {
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com']) {
    const { code, stderr } = await tenant('--host', host, '--port', '0');
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^tenant: refuses to listen on ${host}, only on .* everyone who can reach it`));
  }
});

test('a mistake is one line and exit code 2', async () => {
  const busy = await start();
  const broken = path.join(folder, 'broken.json');
  fs.writeFileSync(broken, '{"clients": [{}]}');
  const mistakes = {
    'unknown command': ['dance'],
    "Unknown option '--prot'": ['--prot', '1'],
    '--port: expected a number up to 65535': ['--port', 'http'],
    'clients[0].client_id: expected a text': ['--config', broken],
    'nowhere.json: cannot be read': ['--config', 'nowhere.json'],
    EADDRINUSE: ['--port', busy.port],
    'no tenant answers at http://localhost:1': ['rotate', '--at', 'http://localhost:1'],
    'there is no previous key': ['revoke-previous', '--at', busy.issuer],
  };
  for (const [words, parameters] of Object.entries(mistakes)) {
    const { code, stderr } = await tenant(...parameters);
    assert.equal(code, 2, words);
    assert.ok(stderr.startsWith('tenant: ') && stderr.includes(words), stderr);
    assert.equal(stderr.trim().split('\n').length, 1, stderr);
  }
});

test('keys change by command while it runs, and outlive it in a file', async () => {
  const file = path.join(folder, 'keys.json');
  const first = await start('--keys', file);
  const keyIds = async ({ issuer }) =>
    (await (await fetch(`${issuer}.well-known/jwks.json`)).json()).keys.map(({ kid }) => kid);
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
  const [current, next] = await keyIds(first);
  const rotated = await tenant('rotate', '--at', first.issuer);
  assert.ok(rotated.stdout.startsWith(`${next} signs now`), rotated.stderr);
  const three = await keyIds(first);
  assert.equal(three.length, 3);

  first.child.kill('SIGTERM');
  const [code] = await once(first.child, 'exit');
  assert.equal(code, 0);
  const second = await start('--keys', file);
  assert.deepEqual(await keyIds(second), three);
  const revoked = await tenant('revoke-previous', '--at', second.issuer);
  assert.equal(revoked.stdout, `${current} is revoked\n`);
});

test('https has a certificate that a client can be told to trust', async () => {
  const file = path.join(folder, 'tls.pem');
  const { port, issuer } = await start('--https', '--tls-certificate', file);
  assert.match(issuer, /^https:/);
  const get = (options) => new Promise((resolve, reject) => {
    https.get({ host: 'localhost', port, path: '/.well-known/jwks.json', agent: false, ...options }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  await assert.rejects(get({}), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  assert.equal(await get({ ca: fs.readFileSync(file) }), 200);
});

// JWTAUTH names the command line of the library from the same build.
const skip = !process.env.JWTAUTH && 'JWTAUTH is not set';
test('the library accepts the tokens, and says what the opaque one is', { skip }, async () => {
  const { issuer, port } = await start();
  const certificate = await (await fetch(`${issuer}pem`)).text();
  const configured = (settings) => {
    const file = path.join(folder, 'restheart.json');
    const block = { enabled: true, algorithm: 'RS256', key: certificate, issuer, ...settings };
    fs.writeFileSync(file, JSON.stringify({ jwtAuthenticationMechanism: block }));
    return file;
  };
  const explain = async (settings, token) => {
    const { code, stdout } = await run(process.env.JWTAUTH, 'explain', '--config', configured(settings), token);
    return { code, stdout };
  };
  const there = { port };
  const { access_token: opaque, id_token: idToken } = given(await new Visitor(there).logIn());
  const forApp = { audience: app.client_id, usernameClaim: 'email', rolesClaim: 'https://notes.example/roles' };
  const ofApp = await explain(forApp, idToken);
  assert.equal(ofApp.code, 0, ofApp.stdout);
  assert.match(ofApp.stdout, /ada@example\.com[^]*editor/);

  const answer = await (await logInWithCode(there, { scope: 'openid read:notes write:notes' })).redeem();
  const forApi = { audience: api, rolesClaim: 'permissions' };
  const ofApi = await explain(forApi, answer.access_token);
  assert.equal(ofApi.code, 0, ofApi.stdout);
  assert.match(ofApi.stdout, /auth0\|ada[^]*write:notes/);

  const crossed = await explain(forApi, idToken);
  assert.equal(crossed.code, 1);
  assert.match(crossed.stdout, /audienceMismatch/);
  const sealed = await explain(forApi, opaque);
  assert.equal(sealed.code, 1);
  assert.match(sealed.stdout, /encrypted[^]*audience/);
});
