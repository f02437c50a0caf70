import { TestBed } from '@angular/core/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock';
import { ScriptedProvider, ada, bob, hour, loginRequired } from '../../testing/scripted-provider';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { IdentityProvider, LoginRefused, TenantUnreachable } from './identity-provider';
import { LoginNeeded, Session } from './session';
import { SessionHint } from './session-hint';

let clock: ManualClock;
let tenant: ScriptedProvider;
let session: Session;

beforeEach(() => {
  localStorage.clear();
  clock = new ManualClock();
  tenant = new ScriptedProvider(clock);
  TestBed.configureTestingModule({
    providers: [
      { provide: CLOCK, useValue: clock },
      { provide: CONFIGURATION, useValue: { redirect: `${location.origin}/callback` } },
      { provide: IdentityProvider, useValue: tenant },
    ],
  });
  session = TestBed.inject(Session);
});

afterEach(() => history.replaceState(null, '', '/'));

async function begun(): Promise<void> {
  TestBed.inject(SessionHint).set();
  await session.begin();
}

test('whoever comes for the first time is not logged in, and the tenant is not asked', async () => {
  await session.begin();
  expect(session.isOpen()).toBe(false);
  expect(tenant.renewals).toBe(0);
});

test('after a reload the session is restored silently, once', async () => {
  await begun();
  await session.begin();
  expect(session.user()).toEqual(ada);
  expect(tenant.renewals).toBe(1);
});

test('when the tenant has no session any more, no one is logged in, and a reload does not ask it', async () => {
  tenant.answer = loginRequired;
  await begun();
  expect(session.user()).toBeUndefined();
  expect(session.failure()).toBeUndefined();
  expect(TestBed.inject(SessionHint).present).toBe(false);
});

test('a tenant that cannot be reached at the beginning is said', async () => {
  tenant.answer = () => new TenantUnreachable('away');
  await begun();
  expect(session.failure()).toBeInstanceOf(TenantUnreachable);
  expect(TestBed.inject(SessionHint).present).toBe(true);
});

test('the credential is the same until it is renewed, a minute before its end', async () => {
  await begun();
  expect(await session.credential()).toBe('token-1');
  await clock.pass(hour - 60_000);
  expect(await session.credential()).toBe('token-2');
});

test('a credential that the server refused is replaced once for all who wait', async () => {
  await begun();
  const [one, other] = await Promise.all([
    session.credentialInPlaceOf('token-1'), session.credentialInPlaceOf('token-1')]);
  expect([one, other]).toEqual(['token-2', 'token-2']);
  expect(await session.credentialInPlaceOf('token-1')).toBe('token-2');
  expect(tenant.renewals).toBe(2);
});

test('a session that cannot be renewed ends, and the person is still known', async () => {
  await begun();
  tenant.answer = loginRequired;
  await expect(session.credentialInPlaceOf('token-1')).rejects.toBeInstanceOf(LoginNeeded);
  expect(session.hasEnded()).toBe(true);
  expect(session.user()).toEqual(ada);
});

test('an ended session opens again when the tenant knows the person again', async () => {
  await begun();
  tenant.answer = loginRequired;
  await expect(session.credentialInPlaceOf('token-1')).rejects.toBeInstanceOf(LoginNeeded);
  tenant.answer = () => ({});
  expect(await session.credential()).toBe('token-3');
  expect(session.isOpen()).toBe(true);
});

test('while the tenant is away the session does not end', async () => {
  await begun();
  tenant.answer = () => new TenantUnreachable('away');
  await expect(session.credentialInPlaceOf('token-1')).rejects.toBeInstanceOf(TenantUnreachable);
  expect(session.isOpen()).toBe(true);
});

test('another person whom the tenant now knows does not continue in the place of this person', async () => {
  await begun();
  tenant.answer = () => ({ user: bob });
  await expect(session.credentialInPlaceOf('token-1')).rejects.toBeInstanceOf(LoginNeeded);
  expect(session.user()).toEqual(ada);
  expect(session.hasEnded()).toBe(true);
});

test('a login that has just happened opens the session and says where the person was going', async () => {
  const login = { credential: 'fresh', expiresAt: clock.now() + hour, user: ada };
  tenant.arrival = { login, returnTo: '/notes?page=2' };
  history.replaceState(null, '', '/callback?code=c&state=s');
  expect(await session.begin()).toBe('/notes?page=2');
  expect(await session.credential()).toBe('fresh');
});

test('a login that was refused on the way is reported', async () => {
  tenant.arrival = new LoginRefused('access_denied', 'user is blocked');
  history.replaceState(null, '', '/callback?error=access_denied');
  await session.begin();
  expect(session.failure()?.message).toBe('user is blocked');
  expect(session.user()).toBeUndefined();
});

test('after the log-out there is no credential, and nothing says that there was a session', async () => {
  await begun();
  await session.logOut();
  await expect(session.credential()).rejects.toBeInstanceOf(LoginNeeded);
  expect(tenant.left).toEqual(['logout']);
  expect(localStorage.length).toBe(0);
  await clock.pass(2 * hour);
  expect(tenant.renewals).toBe(1);
});

test('a log-out in another tab logs out here', async () => {
  await begun();
  dispatchEvent(new StorageEvent('storage', { key: 'notes.session', newValue: null }));
  TestBed.tick();
  expect(session.user()).toBeUndefined();
});

test('no storage of the browser ever holds a token', async () => {
  await begun();
  expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])).not.toContain('token-1');
});
