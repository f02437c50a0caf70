// Reads clients, APIs and users from the tenant's JSON file and fills in Auth0's defaults. A setting that is missing,
// has the wrong type or is unknown is refused with one sentence that names the place.
import fs from 'node:fs';

export class ConfigurationError extends Error {}

const text = (value) => typeof value === 'string' && value !== '';
const texts = (value) => Array.isArray(value) && value.every(text);
const flag = (value) => typeof value === 'boolean';
const seconds = (value) => Number.isInteger(value) && value > 0;
const oneOf = (...choices) => Object.assign((value) => choices.includes(value), { expected: choices.join(' or ') });
const expected = new Map([[text, 'a text'], [texts, 'a list of texts'], [flag, 'true or false'],
  [seconds, 'a number of seconds']]);

// Each property: its check, and its default; without a default it is required. The names are those of Auth0's
// Management API.
const clientShape = {
  client_id: [text],
  name: [text],
  app_type: [oneOf('spa', 'regular_web', 'native', 'non_interactive'), 'spa'],
  client_secret: [text, null],
  callbacks: [texts, []],
  allowed_logout_urls: [texts, []],
  web_origins: [texts, []],
  allowed_origins: [texts, []],
  grant_types: [texts, ['authorization_code', 'implicit', 'refresh_token']],
  id_token_lifetime: [seconds, 36000],
};
const grantShape = { audience: [text], scope: [texts, []] };
const apiShape = {
  identifier: [text],
  name: [text],
  scopes: [texts, []],
  enforce_policies: [flag, false],
  token_dialect: [
    oneOf('access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'), 'access_token'],
  token_lifetime: [seconds, 86400],
  token_lifetime_for_web: [seconds, 7200],
  allow_offline_access: [flag, false],
  skip_consent_for_verifiable_first_party_clients: [flag, true],
};
const possessionShape = { mechanism: [oneOf('dpop')], required: [flag, false] };
const userShape = {
  user_id: [text],
  email: [text],
  password: [text],
  name: [text],
  nickname: [text, null],
  picture: [text, null],
  email_verified: [flag, true],
  roles: [texts, []],
  blocked: [flag, false],
};
const permissionShape = { resource_server_identifier: [text], permission_name: [text] };
const namespaceShape = { namespace: [text], id_token: [texts, []], access_token: [texts, []] };

export function readConfiguration(file) {
  let content;
  try {
    content = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(`${file}: ${error instanceof SyntaxError ? 'not JSON' : 'cannot be read'}`);
  }
  return checkConfiguration(content);
}

export function checkConfiguration(content) {
  const top = fields(content, '', {}, ['clients', 'resource_servers', 'roles', 'users', 'namespaced_claims']);
  const clients = list(top.clients, 'clients', (client, place) => ({
    ...fields(client, place, clientShape, ['refresh_token', 'client_grants']),
    refresh_token: { ...fields(client.refresh_token ?? {}, `${place}.refresh_token`,
      { rotation_type: [oneOf('rotating', 'non-rotating'), 'rotating'] }) },
    client_grants: list(client.client_grants, `${place}.client_grants`, (grant, at) => fields(grant, at, grantShape)),
  }));
  const apis = list(top.resource_servers, 'resource_servers', (api, place) => ({
    ...fields(api, place, apiShape, ['proof_of_possession']),
    proof_of_possession: api.proof_of_possession
      && fields(api.proof_of_possession, `${place}.proof_of_possession`, possessionShape),
  }));
  const roles = list(top.roles, 'roles', (role, place) => ({
    ...fields(role, place, { name: [text] }, ['permissions']),
    permissions: list(role.permissions, `${place}.permissions`, (entry, at) => fields(entry, at, permissionShape)),
  }));
  const users = list(top.users, 'users', (user, place) => fields(user, place, userShape));
  for (const user of users) {
    const unknown = user.roles.find((name) => !roles.some((role) => role.name === name));
    if (unknown) throw new ConfigurationError(`users: the role "${unknown}" of ${user.user_id} is not in roles`);
  }
  const namespaced = top.namespaced_claims && fields(top.namespaced_claims, 'namespaced_claims', namespaceShape);
  return { clients, apis, users: users.map((user) => withPermissions(user, roles)), namespaced };
}

function withPermissions(user, roles) {
  const granted = roles.filter((role) => user.roles.includes(role.name)).flatMap((role) => role.permissions);
  return {
    ...user,
    permissionsFor: (audience) => [...new Set(granted
      .filter((entry) => entry.resource_server_identifier === audience).map((entry) => entry.permission_name))],
  };
}

function list(value, place, read) {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new ConfigurationError(`${place}: expected a list`);
  return value.map((item, index) => read(item, `${place}[${index}]`));
}

function fields(value, place, shape, others = []) {
  const at = (name) => (place ? `${place}.${name}` : name);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigurationError(`${place || 'the file'}: expected an object`);
  }
  for (const name of Object.keys(value)) {
    if (!(name in shape) && !others.includes(name)) throw new ConfigurationError(`${at(name)}: not a known setting`);
  }
  const result = Object.fromEntries(others.map((name) => [name, value[name]]));
  for (const [name, [check, ...fallback]] of Object.entries(shape)) {
    if (!(name in value) && fallback.length) {
      result[name] = fallback[0];
    } else if (!check(value[name])) {
      throw new ConfigurationError(`${at(name)}: expected ${expected.get(check) ?? check.expected}`);
    } else {
      result[name] = value[name];
    }
  }
  return result;
}
