// docs/tutorial.md, command by command, with the steps it describes for the browser. The commands are those of the
// document except for the ports, which are free ones; the browser and curl are told which ports replace the document's.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { openBrowser } from '../world/browser.mjs';
import { commandsOf } from '../world/document.mjs';
import { Person } from '../world/person.mjs';
import { takePicture } from '../world/pictures.mjs';
import { freePorts } from '../world/ports.mjs';
import { Terminals } from '../world/terminals.mjs';
import { people, programFrom } from '../world/world.mjs';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const document = path.join(repository, 'docs/tutorial.md');
const commands = commandsOf(document);
const [tenant, server, app] = await freePorts(3);

/** The repository as its reader has it after step 1. */
function readersFolder() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tutorial-'));
  const link = (place, target) => {
    fs.mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
    fs.symlinkSync(target, path.join(folder, place));
  };
  link('examples', path.join(repository, 'examples'));
  link('build/examples/rest_server/jwtauth-rest-server', programFrom('JWTAUTH_REST_SERVER'));
  link('build/tools/jwtauth/jwtauth', programFrom('JWTAUTH'));
  const moved = { 9400: tenant, 8080: server };
  fs.writeFileSync(path.join(folder, '.curlrc'),
    Object.entries(moved).map(([port, real]) => `connect-to = "localhost:${port}:127.0.0.1:${real}"\n`).join(''));
  return folder;
}

const used = new Set();
const changesOfPorts = {
  tenant: [['main.mjs', `main.mjs --port ${tenant} --public-url http://localhost:9400`]],
  configuration: [['port: 8080', `port: ${server}`]],
  // What localhost is, /etc/hosts decides; the browser is led to 127.0.0.1.
  app: [['npm start', `npm start -- --host 127.0.0.1 --port ${app}`]],
  'recommended app': [['start:recommended', `start:recommended -- --host 127.0.0.1 --port ${app}`]],
  rotate: [['rotate', `rotate --at http://127.0.0.1:${tenant}`]],
  'fetched keys': [['http://localhost:9400', `http://127.0.0.1:${tenant}`]],
  keys: [['--issuer https://TENANT.eu.auth0.com/',
    `--accept-plain-http --jwks-url http://127.0.0.1:${tenant}/.well-known/jwks.json`]],
};
function command(name) {
  assert.ok(commands.has(name), `the tutorial has no command "${name}"`);
  used.add(name);
  return (changesOfPorts[name] ?? []).reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `"${name}" has no ${from}`);
    return text.replace(from, to);
  }, commands.get(name).text);
}

const folder = readersFolder();
const terminals = new Terminals(folder, { CURL_HOME: folder, NG_CLI_ANALYTICS: 'false' });
const browser = await openBrowser({ 'localhost:9400': tenant, 'localhost:8080': server, 'localhost:4200': app });
after(async () => {
  await browser.close();
  await terminals.close();
  fs.rmSync(folder, { recursive: true });
});

const words = (text) => text.replace(/\s+/g, ' ');
async function run(name, { code = 0, ...variables } = {}) {
  const ended = await terminals.run(command(name), variables);
  assert.equal(ended.code, code, `${name}:\n${ended.printed}`);
  for (const line of commands.get(name).shown) {
    assert.ok(words(ended.printed).includes(words(line.trim())), `${name} does not print:\n${line}\nbut:\n${ended.printed}`);
  }
  return ended.printed;
}
const keepRunning = (name, terminal, port) =>
  terminals.keepRunning(terminal, command(name), `http://127.0.0.1:${port}/`);
const startServer = (name) => keepRunning(name, 'server', server);

async function tokenOf(person) {
  return [...await person.traffic.tokens()].at(-1);
}

test('steps 2 and 3: the tenant and the server run, and nobody gets in without a token', async () => {
  await keepRunning('tenant', 'tenant', tenant);
  await run('configuration');
  await startServer('server');
  await run('refused');
});

let token;
test('steps 4 and 5: Ada writes notes, Bob may not, and a token is explained', async () => {
  await keepRunning('app', 'app', app);
  const ada = await Person.arrive(browser, { viewport: { width: 960, height: 560 } });
  await ada.open();
  await ada.button('Log in').click();
  await ada.page.getByLabel('Email address').fill(people.ada.email);
  await takePicture(ada.page, 'login');
  await ada.enterPassword(people.ada.email, people.ada.password);
  await ada.seesNotes();
  await ada.addNote('Call the plumber');
  await ada.addNote('Plan the trip to Rome', 'by train; ask Bob about the hotel');
  await ada.addNote('Buy milk', 'two bottles, and oats');
  await ada.page.getByText('Note added.').waitFor({ state: 'hidden' });
  await takePicture(ada.page, 'notes');
  token = await tokenOf(ada);
  await ada.logOut();
  await ada.leave();

  const bob = await Person.arrive(browser, { viewport: { width: 960, height: 560 } });
  await bob.logIn(people.bob);
  await bob.note('Buy milk').waitFor();
  await bob.startNote('Feed the cat', 'twice a day');
  await bob.save();
  await bob.heading('You are not permitted to do this').waitFor();
  await takePicture(bob.page, 'not-permitted');
  await bob.leave();

  const explained = await run('explain', { TOKEN: token });
  assert.match(words(explained), /ada@example\.com.*editor/);
});

test('step 6: another audience is refused; the app, the log and explain say so', async () => {
  const { printed } = await startServer('wrong audience');
  const ada = await Person.arrive(browser, { viewport: { width: 960, height: 560 } });
  await ada.logIn(people.ada);
  await ada.heading('The server does not accept your login').waitFor();
  await takePicture(ada.page, 'not-accepted');
  await ada.leave();
  await run('explain refusal', { TOKEN: token, code: 1 });
  assert.ok(!printed.includes(token));
});

test('step 7: after a rotation a pinned certificate fits no more, fetched keys do', async () => {
  const pinned = (await terminals.run('sed -i "s/audience: .*/audience: qT7mVw2nK5yRs0LdX3pHbJ8cFz9uGa1e/" restheart.yml')).code;
  assert.equal(pinned, 0);
  await startServer('server');
  await run('rotate');
  const ada = await Person.arrive(browser);
  await ada.logIn(people.ada);
  await ada.heading('The server does not accept your login').waitFor();
  await startServer('fetched keys');
  await ada.button('Try again').click();
  await ada.note('Buy milk').waitFor();
  await ada.leave();
});

test('step 8: the recommended way', async () => {
  await startServer('recommended');
  await keepRunning('recommended app', 'app', app);
  const ada = await Person.arrive(browser);
  await ada.logIn(people.ada);
  await ada.note('Buy milk').waitFor();
  await ada.leave();
});

test('a real tenant: the action adds roles to both tokens', () => {
  used.add('action');
  const exports = {};
  new Function('exports', commands.get('action').text)(exports);
  const claims = [];
  const collect = { setCustomClaim: (name, value) => claims.push([name, value]) };
  exports.onExecutePostLogin({ authorization: { roles: ['editor'] } }, { idToken: collect, accessToken: collect });
  assert.deepEqual(claims, Array(2).fill(['https://notes.example/roles', ['editor']]));
});

test('a real tenant: the configuration is one that the server takes, and the keys are shown', async () => {
  await run('real tenant');
  const explained = await terminals.run('build/tools/jwtauth/jwtauth explain --config real-tenant.yml x.y.z');
  assert.notEqual(explained.code, 2, explained.printed);
  assert.match(await run('keys'), /RS256/);
});

test('every command of the tutorial was run', () => {
  assert.deepEqual([...commands.keys()].filter((name) => !used.has(name)), []);
});
