// An unusable configuration is refused with the place of the mistake.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

import { checkConfiguration, ConfigurationError } from '../configuration.mjs';

const shipped = JSON.parse(fs.readFileSync(new URL('../tenant.json', import.meta.url), 'utf8'));

test('the configuration that is shipped is accepted', () => {
  const { clients, apis, users } = checkConfiguration(shipped);
  assert.deepEqual([clients.length, apis.length, users.length], [2, 1, 4]);
});

const mistakes = {
  'clients[0].callback: not a known setting': ({ clients: [client] }) => { client.callback = []; },
  'clients[0].callbacks: expected a list of texts': ({ clients: [client] }) => { client.callbacks = 'x'; },
  'clients[1].client_id: expected a text': ({ clients }) => { delete clients[1].client_id; },
  'clients[0].app_type: expected spa or regular_web or native or non_interactive':
    ({ clients: [client] }) => { client.app_type = 'web'; },
  'clients[1].client_grants[0].scope: expected a list of texts':
    ({ clients }) => { clients[1].client_grants[0].scope = 'a'; },
  'resource_servers[0].enforce_policies: expected true or false':
    ({ resource_servers: [api] }) => { api.enforce_policies = 'yes'; },
  'resource_servers[0].proof_of_possession.mechanism: expected dpop':
    ({ resource_servers: [api] }) => { api.proof_of_possession.mechanism = 'mtls'; },
  'resource_servers: expected a list': (content) => { content.resource_servers = {}; },
  'users: the role "owner" of auth0|ada is not in roles': ({ users: [user] }) => { user.roles = ['owner']; },
  'users[0]: expected an object': ({ users }) => { users[0] = 'ada'; },
  'namespaced_claims.namespace: expected a text': (content) => { content.namespaced_claims = {}; },
  'tenant: not a known setting': (content) => { content.tenant = {}; },
};
for (const [message, change] of Object.entries(mistakes)) {
  test(message, () => {
    const content = structuredClone(shipped);
    change(content);
    assert.throws(() => checkConfiguration(content), (error) => {
      assert.ok(error instanceof ConfigurationError);
      assert.equal(error.message, message);
      return true;
    });
  });
}
