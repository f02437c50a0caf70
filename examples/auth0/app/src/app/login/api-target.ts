// The address of a request goes in; whether the REST server's token may go with it comes out. Only the very origin and
// the path below the base are the server's: `http://localhost:8080.evil.example` and `/api/../other` are not.

export function isApiTarget(address: string, base: string): boolean {
  if (!URL.canParse(address)) return false;
  const target = new URL(address);
  const api = new URL(base);
  if (target.origin !== api.origin || target.username || target.password) return false;
  const folder = api.pathname.endsWith('/') ? api.pathname : `${api.pathname}/`;
  return target.pathname === api.pathname || target.pathname.startsWith(folder);
}
