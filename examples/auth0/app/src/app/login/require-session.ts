// Who opens a page goes in; whoever is logged in passes, and anyone else sees the welcome page in its place, at the
// same address, so that the way leads on to it after the login.
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
