// Addresses go in; whether they are the callback, or where in the app to go after a login, comes out. What leads out of
// the app is refused: a login must not forward to an address that somebody else wrote.

/** The page's address is the redirect address, whatever the tenant added behind `?` or `#`. */
export function isCallback(href: string, redirect: string): boolean {
  const page = new URL(href);
  const callback = new URL(redirect);
  return page.origin === callback.origin && page.pathname === callback.pathname;
}

/** A path of this app, or its start page. */
export function placeInApp(wanted: string | undefined): string {
  const elsewhere = 'https://app.invalid';
  if (!wanted?.startsWith('/') || !URL.canParse(wanted, elsewhere)) return '/';
  const url = new URL(wanted, elsewhere);
  if (url.origin !== elsewhere || url.pathname.startsWith('//') || url.pathname === '/callback') return '/';
  return url.pathname + url.search;
}
