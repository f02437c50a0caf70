// What everyone may read of the tenant: its metadata (OpenID Connect Discovery), its keys as a JWK Set (RFC 7517),
// and the certificate of the key that signs now.
import { send, sendJson } from '../http.mjs';
import { proofAlgorithms } from '../proofs.mjs';

export function metadata(tenant, exchange) {
  const { issuer } = tenant;
  sendJson(exchange, 200, {
    issuer,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}oauth/token`,
    userinfo_endpoint: `${issuer}userinfo`,
    jwks_uri: `${issuer}.well-known/jwks.json`,
    end_session_endpoint: `${issuer}oidc/logout`,
    scopes_supported: ['openid', 'profile', 'offline_access', 'email'],
    response_types_supported: ['code', 'token', 'id_token', 'code token', 'code id_token', 'token id_token',
      'code token id_token'],
    response_modes_supported: ['query', 'fragment', 'web_message'],
    grant_types_supported: ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    code_challenge_methods_supported: ['S256', 'plain'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    id_token_signing_alg_values_supported: ['RS256'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    claims_supported: ['aud', 'email', 'email_verified', 'exp', 'iat', 'iss', 'name', 'nickname', 'picture', 'sub'],
  });
}

export const jwks = (tenant, exchange) => sendJson(exchange, 200, { keys: tenant.keys.accepted.map(({ jwk }) => jwk) });

export function certificatePem(tenant, exchange) {
  send(exchange, 200, 'application/x-pem-file', tenant.keys.current.certificate, attachment(tenant, 'pem'));
}

export function certificateDer(tenant, exchange) {
  send(exchange, 200, 'application/x-x509-ca-cert', tenant.keys.current.x509.raw, attachment(tenant, 'cer'));
}

export function publicKeyPem(tenant, exchange) {
  const pem = tenant.keys.current.publicKey.export({ type: 'spki', format: 'pem' });
  send(exchange, 200, 'application/x-pem-file', pem);
}

const attachment = ({ issuer }, kind) => ({
  'Content-Disposition': `attachment; filename="${new URL(issuer).hostname}.${kind}"`,
});
