import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock';
import { ada, hour, loginRequired } from '../../testing/scripted-provider';
import { Login, TenantUnreachable } from './identity-provider';
import { Renewal, renewalDelay } from './renewal';

const minute = 60_000;
let clock: ManualClock;
let renewals: number;
let endedAt: number | undefined;
let start: number;

beforeEach(() => {
  clock = new ManualClock();
  start = clock.now();
  renewals = 0;
  endedAt = undefined;
});

function renewalThat(fails?: Error): Renewal {
  const renew = async (): Promise<void> => {
    renewals += 1;
    if (fails) throw fails;
  };
  return new Renewal(clock, renew, () => (endedAt = clock.now() - start));
}

const login = (lifetime: number): Login =>
  ({ credential: 'token', expiresAt: clock.now() + lifetime, user: ada });

test('a login is renewed a minute before its end', async () => {
  renewalThat().follow(login(hour));
  await clock.pass(hour - minute - 1);
  expect(renewals).toBe(0);
  await clock.pass(1);
  expect(renewals).toBe(1);
});

test('a short login is renewed after three quarters of its life', () => {
  expect(renewalDelay(20_000)).toBe(15_000);
  expect(renewalDelay(0)).toBe(0);
  expect(renewalDelay(-5)).toBe(0);
});

test('what is followed next replaces what was followed', async () => {
  const renewal = renewalThat();
  renewal.follow(login(hour));
  renewal.follow(login(2 * hour));
  await clock.pass(hour);
  expect(renewals).toBe(0);
  await clock.pass(hour);
  expect(renewals).toBe(1);
});

test('an unreachable tenant is asked again, with longer pauses, until the end', async () => {
  renewalThat(new TenantUnreachable('away')).follow(login(hour));
  await clock.pass(hour - 1);
  expect(endedAt).toBeUndefined();
  expect(renewals).toBe(5); // after 0, 2, 6, 14 and 30 seconds of the last minute
  await clock.pass(1);
  expect(endedAt).toBe(hour);
});

test('a tenant that wants the person is not asked again, and the login lasts until its end', async () => {
  renewalThat(loginRequired()).follow(login(hour));
  await clock.pass(hour - 1);
  expect(renewals).toBe(1);
  expect(endedAt).toBeUndefined();
  await clock.pass(1);
  expect(endedAt).toBe(hour);
});

test('nothing happens after stop', async () => {
  const renewal = renewalThat();
  renewal.follow(login(hour));
  renewal.stop();
  await clock.pass(2 * hour);
  expect(renewals).toBe(0);
  expect(endedAt).toBeUndefined();
});
