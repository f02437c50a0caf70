// Lets logged-in people open a page. Others see the welcome page in its place, at the same address, so that the login
// leads on to the page.
import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { Session } from './session';

export const requireSession: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.begin();
  if (session.user()) return true;
  const welcome = router.createUrlTree(['/welcome'], { queryParams: { to: state.url } });
  return new RedirectCommand(welcome, { skipLocationChange: true });
};
