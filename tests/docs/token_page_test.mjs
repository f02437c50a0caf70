// The page that explains tokens says what the command line says, and sends nothing anywhere.
//   JWTAUTH=build/plain/tools/jwtauth/jwtauth node tests/docs/token_page_test.mjs
// Exits with 77 where `scripts/docs --with-token-page` has not built the page.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = path.join(root, process.env.TOKEN_PAGE ?? 'build/site/token');
if (!fs.existsSync(path.join(folder, 'index.html'))) {
  console.log('skipped: scripts/docs --with-token-page has not built the page');
  process.exit(77);
}
const { openBrowser } = await import(pathToFileURL(path.join(root, 'examples/auth0/e2e/world/browser.mjs')));
const axe = fs.readFileSync(
  createRequire(path.join(root, 'examples/auth0/e2e/package.json')).resolve('axe-core/axe.min.js'), 'utf8');

const moment = '2026-11-24 12:00:00Z';
const issuedAt = Date.parse('2026-11-24T11:59:00Z') / 1000;
const issuer = 'https://issuer.example/';
const program = path.resolve(process.env.JWTAUTH);
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'token-page-'));
const requests = [];
let server, browser, page;

function jwtauth(input, ...words) {
  const { stdout, stderr, status } = spawnSync(program, words, { cwd: work, input, encoding: 'utf8' });
  return { text: stdout, sentence: stderr.replace(/^jwtauth: /, '').trim(), status };
}

function made(...words) {
  const { text, sentence, status } = jwtauth('', ...words);
  assert.equal(status, 0, sentence);
  return text.trim();
}

/** A token of the key in `keys`, which is valid at `moment`. */
const mint = (keys, ...words) => made('mint', '--key', `${keys}/private.pem`, '--alg', algorithms[keys] ?? 'RS256',
  '--issuer', issuer, '--audience', 'api', '--claim-json', `iat=${issuedAt}`, '--claim-json', `exp=${issuedAt + 3600}`,
  '--claim', 'email=ada@example.com', ...words);

const algorithms = { rs: 'RS256', ps: 'PS384', es: 'ES256', es5: 'ES512', ed: 'EdDSA' };

const block = (keys, more = '') => `jwtAuthenticationMechanism:
  algorithm: ${algorithms[keys]}
  key: |
${fs.readFileSync(path.join(work, keys, 'certificate.pem'), 'utf8').replace(/^/gm, '    ').trimEnd()}
  issuer: ${issuer}
  audience: api
  usernameClaim: email
${more}`;

before(async () => {
  for (const [keys, algorithm] of Object.entries(algorithms)) {
    made('keygen', '--out', keys, '--alg', algorithm, '--issuer', issuer);
  }
  server = http.createServer((request, response) => {
    requests.push(request.url);
    const name = request.url.endsWith('/') ? 'index.html' : path.basename(request.url);
    const file = path.join(folder, name);
    const type = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' }[path.extname(file)];
    if (!type || !fs.existsSync(file)) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': type }).end(fs.readFileSync(file));
  });
  await new Promise((listening) => { server.listen(0, '127.0.0.1', listening); });
  browser = await openBrowser({});
  page = await opened(`http://127.0.0.1:${server.address().port}/token/`);
});

after(async () => {
  await browser?.close();
  server?.close();
  fs.rmSync(work, { recursive: true });
});

async function opened(address, options) {
  const one = await browser.newPage(options);
  await one.goto(address, { waitUntil: 'load' });
  return one;
}

async function answerTo(pasted, on = page) {
  await on.locator('#clear').click();
  await on.locator('details').evaluate((details) => { details.open = true; });
  for (const [name, text] of Object.entries(pasted)) await on.locator(`#${name}`).fill(text);
  await on.locator('#explain').click();
  await on.waitForFunction(() => document.getElementById('answer').textContent !== '');
  return on.locator('#answer').evaluate((answer) => answer.textContent);
}

/** Page and command line about the same, by the configuration's text. */
async function saysTheSame(token, configuration, first) {
  fs.writeFileSync(path.join(work, 'configuration.yml'), configuration);
  const { text } = jwtauth(token, 'explain', '--config', 'configuration.yml', '--at', moment);
  assert.equal(text.split('\n')[1].startsWith(first), true, text);
  assert.equal(await answerTo({ token, configuration, moment }), text);
}

for (const keys of Object.keys(algorithms)) {
  test(`a good token and an altered one, ${algorithms[keys]}`, async () => {
    const token = mint(keys);
    await saysTheSame(token, block(keys), 'Accepted');
    const [header, payload, signature] = token.split('.');
    const altered = signature.startsWith('A') ? `B${signature.slice(1)}` : `A${signature.slice(1)}`;
    await saysTheSame(`${header}.${payload}.${altered}`, block(keys), 'Refused with HTTP 401, signatureInvalid');
  });
}

test('tokens that are refused for what they say', async () => {
  const expired = mint('rs', '--claim-json', `exp=${issuedAt - 7200}`, '--claim', 'aud=web');
  await saysTheSame(expired, block('rs'), 'Refused with HTTP 401, expired');
  await saysTheSame(`Authorization: Bearer ${mint('rs', '--claim', 'iss=https://issuer.example')}`, block('rs'),
    'Refused with HTTP 401, issuerMismatch');
  await saysTheSame(mint('rs'), block('rs', '  requiredScopes: ["notes:write"]\n'),
    'Refused with HTTP 403, scopeInsufficient');
  await saysTheSame('Basic abc', block('rs'), 'Refused with HTTP 401, schemeUnsupported');
});

test('hostile tokens become text, with what is hidden made visible', async () => {
  const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>&amp;';
  await saysTheSame(mint('rs', '--claim', `email=${markup}`), block('rs'), 'Accepted');
  await saysTheSame(mint('rs', '--claim-json', 'email="\\u202egnp.\\u0000\\u001b[31m\\u200b"'), block('rs'),
    'Refused with HTTP 401, usernameMalformed');
  await saysTheSame(`${'.'.repeat(3000)}`, block('rs'), 'Refused with HTTP 401, tokenMalformed');
  await saysTheSame(`eyJ${'W1tb'.repeat(4000)}.${'A'.repeat(20000)}.A`, block('rs'), 'Refused with HTTP 401, tokenTooLarge');
  const bomb = Buffer.from(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`).toString('base64url');
  await saysTheSame(`${bomb}.e30.AA`, block('rs'), 'Refused with HTTP 401, tokenMalformed');
  assert.match(await page.title(), /^Explain a token/);
  assert.equal(await page.locator('#answer img, #answer script').count(), 0);
});

test('keys that a configuration would fetch are pasted', async () => {
  const configuration = `issuer: ${issuer}\naudience: api\njwksFile: rs/jwks.json\nusernameClaim: email\n`;
  const keys = fs.readFileSync(path.join(work, 'rs/jwks.json'), 'utf8');
  fs.writeFileSync(path.join(work, 'configuration.yml'), configuration);
  const token = mint('rs');
  const { text } = jwtauth(token, 'explain', '--config', 'configuration.yml', '--at', moment);
  assert.match(text, /^.*\nAccepted/);
  assert.equal(await answerTo({ token, configuration, keys, moment }), text);
  assert.match(await answerTo({ token, configuration, moment }), /paste them into the field Keys/);
  assert.match(await answerTo({ token, configuration: block('rs'), keys, moment }), /leave the field Keys empty/);
  assert.match(await answerTo({ token, configuration, keys: '{"keys": []}', moment }), /without a usable key/);
});

test('what cannot be used is said in the words of the command line', async () => {
  for (const configuration of [block('rs').replace('issuer', 'isuer'), 'a: [', block('rs', '  audience: yes\n')]) {
    fs.writeFileSync(path.join(work, 'configuration.yml'), configuration);
    const { sentence, status } = jwtauth(mint('rs'), 'explain', '--config', 'configuration.yml');
    assert.equal(status, 2);
    const answer = await answerTo({ token: mint('rs'), configuration });
    assert.equal(answer.trim().replace(/^configuration: /, ''), sentence.replace(/^configuration.yml: /, ''));
  }
  assert.match(await answerTo({ token: mint('rs'), configuration: block('rs'), moment: 'soon' }), /^At: expected a moment/);
  assert.match(await answerTo({ token: 'x'.repeat(1024 * 1024 + 1) }), /more than 1 MiB/);
  assert.match(await answerTo({ token: ' ' }), /^no token/);
});

test('a secret is refused, wherever it would be', async () => {
  const secret = 'symmetric, and as long as the digest of SHA-256';
  const refused = /^a secret that verifies tokens also signs them/;
  const token = mint('rs');
  const configuration = `algorithm: HS256\nissuer: ${issuer}\naudience: api\n`;
  assert.match(await answerTo({ token, configuration: `${configuration}key: "${secret}"\n` }), refused);
  assert.match(await answerTo({ token, configuration: `${configuration}keyFile: secret.txt\n`, keys: secret }), refused);
});

test('a whole request with its proof', async () => {
  made('keygen', '--alg', 'ES256', '--out', 'client');
  const fields = made('mint', '--key', 'rs/private.pem', '--issuer', issuer, '--audience', 'api', '--claim',
    'email=ada@example.com', '--dpop', 'client/private.pem', '--proof', 'GET https://api.example/notes');
  const configuration = block('rs', '  dpop: required\n  publicOrigin: https://api.example\n  dpopNonce: required\n');
  for (const [used, outcome] of [[configuration.replace(/ {2}dpopNonce.*\n/, ''), 'Accepted'], [configuration, 'Refused']]) {
    const answer = await answerTo({ token: `GET /notes HTTP/1.1\nHost: api.example\n${fields}\n\n`, configuration: used });
    assert.ok(answer.startsWith(outcome), answer);
  }
});

test('without a configuration the token shows itself', async () => {
  const token = mint('rs', '--claim-json', 'iat=null', '--claim-json', 'exp=null', '--claim', 'name=<b>Ada</b>');
  const { text } = jwtauth(token, 'inspect');
  assert.equal(await answerTo({ token }), text);
  const { sentence } = jwtauth('abc', 'inspect');
  assert.equal((await answerTo({ token: 'abc' })).trim(), sentence);
});

test('a revoked token cannot be recognised, which the answer says', async () => {
  const answer = await answerTo({ token: mint('rs'), configuration: block('rs', '  denyListFile: /none.json\n'), moment });
  assert.match(answer, /^.*\nAccepted[^]*Not looked at: whether the token was revoked/);
});

test('nothing leaves the page, and nothing is kept', async () => {
  const seen = [];
  page.on('request', (request) => seen.push(request.url()));
  const before = requests.length;
  await answerTo({ token: mint('rs'), configuration: block('rs'), moment });
  assert.deepEqual([requests.length - before, seen], [0, []]);
  const kept = await page.evaluate(async () => [location.hash + location.search, document.cookie, localStorage.length,
    sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length, history.length]);
  assert.deepEqual(kept.slice(0, 6), ['', '', 0, 0, 0, 0]);
  // Even a mistake in the page could not: what it might use is refused by its policy.
  const tried = await page.evaluate(async () => {
    const refused = [];
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
    await fetch('/secret').catch(() => {});
    await fetch('https://elsewhere.example/secret', { mode: 'no-cors' }).catch(() => {});
    navigator.sendBeacon('/secret', 'x');
    try { new WebSocket('ws://127.0.0.1:9/secret'); } catch { /* refused at once */ }
    const image = new Image();
    image.src = 'https://elsewhere.example/secret';
    const form = document.createElement('form');
    form.action = '/secret';
    document.body.append(form);
    form.submit();
    await new Promise((passed) => { setTimeout(passed, 500); });
    return refused.sort();
  });
  assert.deepEqual([...new Set(tried)], ['connect-src', 'form-action', 'img-src']);
  assert.equal(requests.length, before);
});

test('a page that was left has its fields empty', async () => {
  const left = await opened(page.url());
  await answerTo({ token: mint('rs') }, left);
  await left.goto('about:blank');
  await left.goBack();
  assert.equal(await left.locator('#token').inputValue(), '');
  await left.close();
});

test('the page works from the file system, too', async () => {
  const local = await opened(pathToFileURL(path.join(folder, 'index.html')).href);
  const token = mint('rs', '--claim-json', 'iat=null', '--claim-json', 'exp=null');
  assert.equal(await answerTo({ token }, local), jwtauth(token, 'inspect').text);
  await local.close();
});

for (const [size, viewport] of Object.entries({ telephone: { width: 360, height: 740 }, desk: { width: 1280, height: 900 } })) {
  for (const colorScheme of ['light', 'dark']) {
    test(`the page is accessible on a ${size}, ${colorScheme}`, async () => {
      const one = await opened(page.url(), { viewport, colorScheme });
      await answerTo({ token: mint('rs', '--claim', 'aud=web'), configuration: block('rs'), moment }, one);
      await one.evaluate(axe);
      const { violations } = await one.evaluate('axe.run(document)');
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`), []);
      assert.ok(await one.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'too wide');
      if (process.env.PICTURES) {
        await one.screenshot({ path: path.join(process.env.PICTURES, `token-${size}-${colorScheme}.png`), fullPage: true });
      }
      await one.close();
    });
  }
}
