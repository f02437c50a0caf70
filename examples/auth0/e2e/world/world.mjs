// Everything that the tutorial puts together, on free ports of this machine: a tenant, the REST server, the built app
// and a browser that knows them by the tutorial's addresses.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { checkConfiguration } from '../../tenant/configuration.mjs';
import { startTenant } from '../../tenant/tenant.mjs';
import { askerOf, ownToken } from './asker.mjs';
import { openBrowser } from './browser.mjs';
import { Person } from './person.mjs';
import { Server } from './server.mjs';
import { serveFolder } from './static_files.mjs';

const auth0 = fileURLToPath(new URL('../..', import.meta.url));
const tenantFile = path.join(auth0, 'tenant/tenant.json');
const shipped = JSON.parse(fs.readFileSync(tenantFile, 'utf8'));
const tenantAddress = 'http://localhost:9400';
const namespace = shipped.namespaced_claims.namespace;

export const people = Object.fromEntries(shipped.users.map((user) => [user.name.split(' ')[0].toLowerCase(), user]));
export const clientId = shipped.clients[0].client_id;
export const audience = shipped.resource_servers[0].identifier;

/** Whose tokens the server accepts; the key is the tenant's, unless these settings say otherwise. */
export const ways = {
  tutorial: { audience: clientId, usernameClaim: 'email', rolesClaim: `${namespace}roles` },
  recommended: {
    audience, usernameClaim: 'sub', rolesClaim: `${namespace}roles`, publicOrigin: 'http://localhost:8080',
  },
};

/**
 * options: way (`tutorial` or `recommended`), authentication (overrides the way's settings; a function gets the
 * tenant), tenant (changes its configuration).
 */
export async function openWorld({ way = 'tutorial', authentication = {}, tenant: change = () => {} } = {}) {
  const content = structuredClone(shipped);
  change(content);
  const tenant = await startTenant(checkConfiguration(content), { publicUrl: tenantAddress });
  const own = typeof authentication === 'function' ? authentication(tenant) : authentication;
  const server = await Server.start(programFrom('JWTAUTH_REST_SERVER'), {
    ...(own.jwksUri ? {} : { key: tenant.keys.current.certificate }), issuer: tenant.issuer, ...ways[way], ...own,
  });
  const app = await serveFolder(path.join(process.env.APP_DIST ?? path.join(auth0, 'app/dist'), way, 'browser'));
  const browser = await openBrowser({
    'localhost:9400': tenant.port, 'localhost:4200': app.port, 'localhost:8080': server.relay.port,
    'other.example:80': app.port,
  });
  const token = ownToken(tenant, way);
  const ask = askerOf(server, token);
  return {
    tenant, server, browser, token,
    stored: () => ask('GET', '/notes?pagesize=1000&sort=_id'),
    storedAs: async (title) => (await ask('GET', '/notes?pagesize=1000')).find((note) => note.title === title),
    store: (note) => ask('POST', '/notes', note),
    person: (options) => Person.arrive(browser, options),
    async close() {
      await browser.close();
      await Promise.all([server.close(), tenant.close(), app.close()]);
    },
  };
}

export function programFrom(variable) {
  const program = process.env[variable];
  if (!program) throw new Error(`${variable} must name the program that was built`);
  return program;
}
