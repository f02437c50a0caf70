// Asks the server directly, without the app: what it has stored, and what others store meanwhile.

/** A token of the first user, made without a login, bound to no key, and new each time. */
export function ownToken({ configuration, tokens }, way) {
  const [user] = configuration.users;
  const login = { user, client: configuration.clients[0], api: configuration.apis[0], scope: 'openid email' };
  return () => (way === 'tutorial' ? tokens.idToken(login) : tokens.accessToken(login));
}

export function askerOf(server, token) {
  return async (method, path, document) => {
    const answer = await fetch(`http://127.0.0.1:${server.relay.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      body: document && JSON.stringify(document),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return method === 'GET' ? answer.json() : undefined;
  };
}
