// Decides whether an address is the callback, and where in the app to go after a login. Addresses outside the app are
// refused: a login must not redirect to an address that an attacker wrote.

/** Whether the page's address is the redirect address, whatever the tenant added after `?` or `#`. */
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
