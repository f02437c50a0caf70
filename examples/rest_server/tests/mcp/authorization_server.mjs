// A real authorization server (oidc-provider) for one resource: clients register themselves, everyone is "alice" and
// agrees to everything. Called as: authorization_server.mjs RESOURCE; writes its issuer to the standard output.
import * as http from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider from 'oidc-provider';

const [resource] = process.argv.slice(2);
const { privateKey } = await generateKeyPair('RS256', { extractable: true });
const server = http.createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'one' }] },
  cookies: { keys: ['a key for tests'] },
  clientDefaults: { application_type: 'native' },
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, indicator) => {
        if (indicator !== resource) throw new Error(`the client asked for another resource: ${indicator}`);
        return { scope: 'read write', accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } }, accessTokenTTL: 600 };
      },
    },
  },
  scopes: ['openid', 'offline_access', 'read', 'write'],
  extraTokenClaims: () => ({ roles: ['admin'] }),
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

async function agree(request, response) {
  const { prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (prompt.name === 'login') {
    return provider.interactionFinished(request, response, { login: { accountId: 'alice' } });
  }
  const grant = grantId
    ? await provider.Grant.find(grantId)
    : new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  const scope = params.scope ?? 'read write';
  grant.addOIDCScope(scope);
  grant.addResourceScope(resource, scope);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

server.on('request', (request, response) => {
  if (!request.url.startsWith('/interaction/')) return provider.callback()(request, response);
  return agree(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
console.log(issuer);
