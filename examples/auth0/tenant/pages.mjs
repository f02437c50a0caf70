// What a person sees of the tenant: login, consent, errors. Plain HTML with labels; it works without JavaScript, by
// keyboard and on a telephone. All text from outside is escaped, and the policy allows no script.
import { send } from './http.mjs';

const style = `
  :root { color-scheme: light dark; --ink: #1e2433; --soft: #5a6375; --paper: #fff; --back: #eef1f6; --line: #8a93a5;
    --accent: #4338ca; --on-accent: #fff; --bad: #b3261e; }
  @media (prefers-color-scheme: dark) { :root { --ink: #eceef4; --soft: #aab2c4; --paper: #1d2230; --back: #12151f;
    --line: #737d92; --accent: #a5b4fc; --on-accent: #12151f; --bad: #ffb4ab; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 1rem;
    background: var(--back); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
  main { width: 100%; max-width: 25rem; padding: 2.25rem 2rem; background: var(--paper); border-radius: 0.75rem;
    box-shadow: 0 1px 2px #0002, 0 12px 32px #0001; }
  h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
  p { margin: 0.5rem 0 0; color: var(--soft); overflow-wrap: anywhere; }
  ul { margin: 1rem 0 0; padding-left: 1.25rem; }
  [role=alert] { margin-top: 1.25rem; padding: 0.625rem 0.75rem; border-left: 0.25rem solid var(--bad);
    color: var(--bad); background: color-mix(in srgb, var(--bad) 8%, transparent); }
  label { display: block; margin-top: 1.25rem; font-weight: 600; }
  input { display: block; width: 100%; margin-top: 0.375rem; padding: 0.6875rem 0.75rem; font: inherit; color: inherit;
    background: var(--paper); border: 1px solid var(--line); border-radius: 0.375rem; }
  button { width: 100%; margin-top: 1.5rem; padding: 0.75rem; font: inherit; font-weight: 600; cursor: pointer;
    color: var(--on-accent); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.375rem; }
  button + button { margin-top: 0.75rem; color: var(--accent); background: transparent; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  code { overflow-wrap: anywhere; }
  footer { margin-top: 1.75rem; padding-top: 1rem; color: var(--soft); font-size: 0.875rem;
    border-top: 1px solid color-mix(in srgb, var(--line) 35%, transparent); }`;

export const escape = (text) => String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** `formTarget`: the origin that a form's answer redirects to, since a policy for forms covers redirects, too. */
function sendPage(exchange, status, title, content, formTarget = '') {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${content}
<footer>A stand-in for an Auth0 tenant, on this machine only.</footer>
</main>
</body>
</html>
`;
  send(exchange, status, 'text/html; charset=utf-8', html, {
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; " +
      `frame-ancestors 'none'; form-action 'self' ${formTarget}`,
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
  });
}

export function sendLoginPage(exchange, { client, email = '', mistake, formTarget }) {
  const alert = mistake ? `<p role="alert" id="mistake">${escape(mistake)}</p>` : '';
  const about = mistake ? ' aria-describedby="mistake" aria-invalid="true"' : '';
  const [atEmail, atPassword] = email ? ['', ' autofocus'] : [' autofocus', ''];
  sendPage(exchange, mistake ? 400 : 200, `Log in to ${client.name}`, `<h1>Welcome</h1>
<p>Log in to continue to ${escape(client.name)}.</p>
${alert}
<form method="post">
<label for="username">Email address</label>
<input id="username" name="username" type="email" value="${escape(email)}" autocomplete="username"
  required${about}${atEmail}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password"
  required${about}${atPassword}>
<button type="submit" name="action" value="default">Continue</button>
</form>`, formTarget);
}

export function sendConsentPage(exchange, { client, api, user, scopes, formTarget }) {
  sendPage(exchange, 200, `Authorize ${client.name}`, `<h1>Authorize ${escape(client.name)}</h1>
<p>${escape(user.name)}, this application asks for access to ${escape(api?.name ?? 'your profile')}:</p>
<ul>${scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
<form method="post">
<button type="submit" name="action" value="accept">Accept</button>
<button type="submit" name="action" value="decline">Decline</button>
</form>`, formTarget);
}

export function sendErrorPage(exchange, error) {
  sendPage(exchange, error.status, 'Something went wrong', `<h1>Oops!, something went wrong</h1>
<p role="alert">${escape(error.message)}</p>
<p><code>${escape(error.code)}</code></p>`);
}

/** The answer to a silent login: a message only to the page that holds this frame. */
export function sendWebMessage(exchange, answer, targetOrigin, nonce) {
  const literal = (value) => JSON.stringify(value).replace(/</g, '\\u003c');
  const message = { type: 'authorization_response', response: answer };
  send(exchange, 200, 'text/html; charset=utf-8', `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Answer</title></head>
<body><script nonce="${nonce}">
(window.opener ?? window.parent).postMessage(${literal(message)}, ${literal(targetOrigin)});
</script></body>
</html>
`, {
    'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; ` +
      `frame-ancestors ${targetOrigin}`,
  });
}
