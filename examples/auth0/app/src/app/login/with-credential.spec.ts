import { HttpClient, HttpErrorResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, settled } from '../../testing/manual-clock';
import { ScriptedProvider, loginRequired } from '../../testing/scripted-provider';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { IdentityProvider } from './identity-provider';
import { LoginNeeded, Session } from './session';
import { SessionHint } from './session-hint';
import { withCredential } from './with-credential';

const notes = 'http://localhost:8080/notes';
let tenant: ScriptedProvider;
let server: HttpTestingController;
let http: HttpClient;

beforeEach(async () => {
  const clock = new ManualClock();
  tenant = new ScriptedProvider(clock);
  const configuration = { api: 'http://localhost:8080', redirect: 'http://localhost:4200/callback' };
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([withCredential])), provideHttpClientTesting(),
      { provide: CLOCK, useValue: clock },
      { provide: CONFIGURATION, useValue: configuration },
      { provide: IdentityProvider, useValue: tenant },
    ],
  });
  server = TestBed.inject(HttpTestingController);
  http = TestBed.inject(HttpClient);
  TestBed.inject(SessionHint).set();
  await TestBed.inject(Session).begin();
});

afterEach(() => server.verify());

const refuse = { status: 401, statusText: 'Unauthorized' };

test('a request for the server carries the token', async () => {
  const answer = firstValueFrom(http.get(notes));
  await settled();
  const sent = server.expectOne(notes);
  expect(sent.request.headers.get('Authorization')).toBe('Bearer token-1');
  sent.flush(['kept']);
  expect(await answer).toEqual(['kept']);
});

test('a request for anybody else leaves as it is', () => {
  http.get('http://localhost:8080.evil.example/notes').subscribe();
  const { request } = server.expectOne('http://localhost:8080.evil.example/notes');
  expect(request.headers.has('Authorization')).toBe(false);
});

test('after a 401 the request is sent once more, with another token', async () => {
  const answer = firstValueFrom(http.get(notes));
  await settled();
  server.expectOne(notes).flush(null, refuse);
  await settled();
  const second = server.expectOne(notes);
  expect(second.request.headers.get('Authorization')).toBe('Bearer token-2');
  second.flush(['kept']);
  expect(await answer).toEqual(['kept']);
});

test('a second 401 is final: it is the set-up that does not fit', async () => {
  const answer = firstValueFrom(http.get(notes));
  answer.catch(() => undefined);
  await settled();
  server.expectOne(notes).flush(null, refuse);
  await settled();
  server.expectOne(notes).flush(null, refuse);
  await expect(answer).rejects.toBeInstanceOf(HttpErrorResponse);
  expect(tenant.renewals).toBe(2);
});

test('when the tenant wants the person, the request says so', async () => {
  tenant.answer = loginRequired;
  const answer = firstValueFrom(http.get(notes));
  answer.catch(() => undefined);
  await settled();
  server.expectOne(notes).flush(null, refuse);
  await expect(answer).rejects.toBeInstanceOf(LoginNeeded);
});

test('another refusal than 401 asks for no other token', async () => {
  const answer = firstValueFrom(http.get(notes));
  answer.catch(() => undefined);
  await settled();
  server.expectOne(notes).flush(null, { status: 403, statusText: 'Forbidden' });
  await expect(answer).rejects.toMatchObject({ status: 403 });
  expect(tenant.renewals).toBe(1);
});
