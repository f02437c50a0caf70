// A client of the Model Context Protocol's TypeScript SDK that knows nothing but a server's address.
// Called as: client.mjs ADDRESS; ends with 0 when the server let it in.
import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';

const [address] = process.argv.slice(2);
const redirectUrl = 'http://127.0.0.1:9/callback'; // nothing listens there: the code is read from the redirect

class Session {
  redirectUrl = redirectUrl;
  clientMetadata = { client_name: 'walk', redirect_uris: [redirectUrl], token_endpoint_auth_method: 'none' };
  clientInformation() { return this.client; }
  saveClientInformation(client) { this.client = client; }
  tokens() { return this.saved; }
  saveTokens(tokens) { this.saved = tokens; }
  redirectToAuthorization(url) { this.login = url; }
  saveCodeVerifier(verifier) { this.verifier = verifier; }
  codeVerifier() { return this.verifier; }
}

/** Follows the login as a browser does, to the code. */
async function codeOf(url) {
  const cookies = new Map();
  for (let hops = 0; hops < 10; ++hops) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (!location) throw new Error(`the login ended with ${answer.status}: ${await answer.text()}`);
    url = new URL(location, url);
    if (url.href.startsWith(redirectUrl)) return url.searchParams.get('code');
  }
  throw new Error('the login does not end');
}

const session = new Session();
const challenge = await fetch(address);
if (challenge.status !== 401) throw new Error(`${challenge.status} without a token`);
const told = extractWWWAuthenticateParams(challenge);
if (!told.resourceMetadataUrl) throw new Error('the SDK found no resource_metadata in the challenge');
const found = { serverUrl: address, resourceMetadataUrl: told.resourceMetadataUrl, scope: told.scope };
if ((await auth(session, found)) !== 'REDIRECT') throw new Error('no login was asked for');
const authorizationCode = await codeOf(session.login);
if ((await auth(session, { ...found, authorizationCode })) !== 'AUTHORIZED') throw new Error('no token');
const answer = await fetch(address, { headers: { authorization: `Bearer ${session.saved.access_token}` } });
console.log(JSON.stringify({ status: answer.status, metadata: told.resourceMetadataUrl.href, scope: told.scope }));
process.exit(answer.status === 200 ? 0 : 1);
