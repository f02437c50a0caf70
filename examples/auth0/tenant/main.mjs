// The command line of the stand-in: starts a tenant, or makes a running one change its keys. Refused with one line:
// unknown arguments, an unusable configuration, an address that is not loopback.
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { ConfigurationError, readConfiguration } from './configuration.mjs';
import { NotLoopbackError, startTenant } from './tenant.mjs';

const usage = `A stand-in for an Auth0 tenant, for tests and demonstrations on this machine.

  node main.mjs [serve] [--config FILE] [--port N] [--keys FILE] [--https] [--tls-certificate FILE] [--public-url URL]
  node main.mjs rotate | revoke-previous [--at URL]

  --config FILE           users, clients and APIs (default: tenant.json beside this file)
  --port N                default 9400; 0 takes a free one
  --host ADDRESS          127.0.0.1 (default), ::1 or localhost
  --keys FILE             keeps the signing keys there; without it they are new after each start
  --https                 with a certificate of its own
  --tls-certificate FILE  writes that certificate there, for curl --cacert and the server's caFile
  --public-url URL        what browsers and tokens call it (default: http://localhost:PORT)
  --at URL                the running tenant (default: http://localhost:9400)
`;

const options = {
  config: { type: 'string', default: path.join(path.dirname(fileURLToPath(import.meta.url)), 'tenant.json') },
  port: { type: 'string', default: '9400' },
  host: { type: 'string', default: '127.0.0.1' },
  keys: { type: 'string' },
  https: { type: 'boolean', default: false },
  'tls-certificate': { type: 'string' },
  'public-url': { type: 'string' },
  at: { type: 'string', default: 'http://localhost:9400' },
  help: { type: 'boolean', short: 'h', default: false },
};

// Where `localhost` has two addresses, Node 18 would try one of them alone.
net.setDefaultAutoSelectFamily(true);

class UsageError extends Error {}

async function serve(values) {
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) throw new UsageError('--port: expected a number up to 65535');
  const publicUrl = values['public-url'];
  if (publicUrl !== undefined && !/^https?:$/.test(URL.canParse(publicUrl) ? new URL(publicUrl).protocol : "")) {
    throw new UsageError('--public-url: expected http://... or https://...');
  }
  const tenant = await startTenant(readConfiguration(values.config), {
    host: values.host, port, publicUrl, tls: values.https, keysFile: values.keys,
  });
  if (values['tls-certificate'] && tenant.tlsCertificate) {
    fs.writeFileSync(values['tls-certificate'], tenant.tlsCertificate);
  }
  console.log(`the tenant ${tenant.issuer} listens on port ${tenant.port} until Ctrl-C`);
  const stop = () => tenant.close();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

async function rotate({ at }) {
  const { kid } = await ask(at, 'POST', '/api/v2/keys/signing/rotate');
  console.log(`${kid} signs now; the previous key is accepted until it is revoked`);
}

async function revokePrevious({ at }) {
  const previous = (await ask(at, 'GET', '/api/v2/keys/signing')).find((key) => key.previous);
  if (!previous) throw new UsageError('there is no previous key: rotate first');
  await ask(at, 'PUT', `/api/v2/keys/signing/${previous.kid}/revoke`);
  console.log(`${previous.kid} is revoked`);
}

async function ask(tenant, method, path) {
  let answer;
  try {
    answer = await fetch(new URL(path, tenant), { method });
  } catch {
    throw new UsageError(`no tenant answers at ${tenant}`);
  }
  const content = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new UsageError(content.error_description ?? `${tenant} answered ${answer.status}`);
  return content;
}

const commands = { serve, rotate, 'revoke-previous': revokePrevious };

async function main() {
  const { values, positionals: [command = 'serve', ...more] } = parseArgs({ options, allowPositionals: true });
  if (values.help) return console.log(usage);
  if (!Object.hasOwn(commands, command) || more.length) throw new UsageError('unknown command; --help shows them');
  await commands[command](values);
}

main().catch((error) => {
  const expected = [UsageError, ConfigurationError, NotLoopbackError].some((kind) => error instanceof kind) ||
    error.code?.startsWith('ERR_PARSE_ARGS') || error.syscall;
  console.error(expected ? `tenant: ${error.message}` : error);
  process.exitCode = expected ? 2 : 1;
});
