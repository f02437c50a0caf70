// The one file to edit for a tenant of your own. As it is, it fits the stand-in tenant of examples/auth0/tenant.
// README.md says which field of Auth0's dashboard belongs in which line.
export const environment = {
  /** Applications → your single page application → Client ID. */
  CLIENT_ID: 'qT7mVw2nK5yRs0LdX3pHbJ8cFz9uGa1e',
  /** The same page → Domain, as `you.eu.auth0.com`. Only the stand-in needs `http://` before it. */
  CLIENT_DOMAIN: 'http://localhost:9400',
  /** Applications → APIs → your API → Identifier. Required by the recommended way. */
  AUDIENCE: 'https://notes.example/api',
  /** One of the application's Allowed Callback URLs; its origin is one of the Allowed Web Origins. */
  REDIRECT: 'http://localhost:4200/callback',
  /** One of the application's Allowed Logout URLs. */
  LOGOUT_URL: 'http://localhost:4200',
  /** Where the REST server answers. Only requests to this origin and below this path carry the token. */
  RESTHEART_URL: 'http://localhost:8080',
};
