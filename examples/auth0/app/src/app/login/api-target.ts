// Decides whether a request to an address may carry the REST server's token. Only the exact origin and the paths below
// the base are the server's: `http://localhost:8080.evil.example` and `/api/../other` are not.

export function isApiTarget(address: string, base: string): boolean {
  if (!URL.canParse(address)) return false;
  const target = new URL(address);
  const api = new URL(base);
  if (target.origin !== api.origin || target.username || target.password) return false;
  const folder = api.pathname.endsWith('/') ? api.pathname : `${api.pathname}/`;
  return target.pathname === api.pathname || target.pathname.startsWith(folder);
}
