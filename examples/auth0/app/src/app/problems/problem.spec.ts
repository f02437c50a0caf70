import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { expect, test } from 'vitest';
import { TenantUnreachable } from '../login/identity-provider';
import { LoginNeeded } from '../login/session';
import { problemOf } from './problem';

const answer = (status: number, error?: unknown, fields: Record<string, string> = {}): HttpErrorResponse =>
  new HttpErrorResponse({ status, statusText: 'Text', error, headers: new HttpHeaders(fields) });

test.each([
  [0, 'unavailable'], [429, 'unavailable'], [503, 'unavailable'], [504, 'unavailable'], [401, 'loginNotAccepted'],
  [403, 'notPermitted'], [404, 'missing'], [409, 'changedElsewhere'], [412, 'changedElsewhere'], [400, 'refused'],
  [413, 'refused'], [500, 'refused'],
])('status %i is the problem %s', (status, kind) => expect(problemOf(answer(status)).kind).toBe(kind));

test("the server's own words are passed on", () => {
  const body = { 'http status code': 403, 'http status description': 'Forbidden', message: 'this user may not' };
  expect(problemOf(answer(403, body)).serverSays).toBe('this user may not');
});

test.each([null, 'a page of a proxy', { message: 7 }, []])('a body like %j yields the status line', (body) =>
  expect(problemOf(answer(500, body)).serverSays).toBe('500 Text'));

test('a server that was not reached says nothing', () => expect(problemOf(answer(0)).serverSays).toBe(''));

test.each([['7', 7], ['0', 0], ['Wed, 21 Oct 2026 07:28:00 GMT', 5], ['-3', 5], ['1e9', 5]])(
  'Retry-After %s is a wait of %i seconds', (field, seconds) =>
    expect(problemOf(answer(503, null, { 'Retry-After': field })).retryAfter).toBe(seconds));

test('a login that is needed and a tenant that is away are distinguished', () => {
  expect(problemOf(new LoginNeeded('ended')).kind).toBe('loginNeeded');
  expect(problemOf(new TenantUnreachable('away')).kind).toBe('tenantUnreachable');
});
