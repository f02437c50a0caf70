import { HttpClient, HttpErrorResponse, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { AuthService } from '@auth0/auth0-angular';
import { Observable, firstValueFrom, of } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, settled } from '../../testing/manual-clock';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { BoundRequests } from './bound-requests';
import { CodeFlow } from './code-flow';
import { IdentityProvider } from './identity-provider';
import { Session } from './session';
import { SessionHint } from './session-hint';
import { withCredential } from './with-credential';

const notes = 'http://localhost:8080/notes';

/** Auth0's client as far as the app asks it for tokens and proofs. A proof says what it was made of. */
class ScriptedClient {
  tokens = 0;
  proofs = 0;
  type = 'DPoP';
  nonce: string | undefined;
  readonly user$ = of({ sub: 'auth0|ada', name: 'Ada Lovelace' });

  getAccessTokenSilently(): Observable<unknown> {
    return of({ access_token: `token-${++this.tokens}`, token_type: this.type, expires_in: 3600 });
  }

  getDpopNonce(): Observable<string | undefined> {
    return of(this.nonce);
  }

  setDpopNonce(nonce: string): Observable<void> {
    this.nonce = nonce;
    return of(undefined);
  }

  generateDpopProof({ url, method, nonce, accessToken }: Record<string, string | undefined>): Observable<string> {
    return of(`${++this.proofs}: ${method} ${url} ${accessToken} ${nonce ?? '-'}`);
  }
}

let client: ScriptedClient;
let server: HttpTestingController;
let http: HttpClient;

beforeEach(() => {
  client = new ScriptedClient();
  const configuration = { api: 'http://localhost:8080', redirect: 'http://localhost:4200/callback' };
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(withInterceptors([withCredential])), provideHttpClientTesting(),
      { provide: CLOCK, useValue: new ManualClock() },
      { provide: CONFIGURATION, useValue: configuration },
      { provide: AuthService, useValue: client },
      { provide: IdentityProvider, useClass: CodeFlow },
      BoundRequests,
    ],
  });
  server = TestBed.inject(HttpTestingController);
  http = TestBed.inject(HttpClient);
  TestBed.inject(SessionHint).set();
});

afterEach(() => server.verify());

async function get(): Promise<{ answer: Promise<unknown>; sent: TestRequest }> {
  await TestBed.inject(Session).begin();
  const answer = firstValueFrom(http.get(notes));
  answer.catch(() => undefined);
  return { answer, sent: await next() };
}

async function next(): Promise<TestRequest> {
  await settled();
  return server.expectOne(notes);
}

const fields = ({ request: { headers } }: TestRequest): (string | null)[] =>
  [headers.get('Authorization'), headers.get('DPoP')];

const refuse = (challenge: string, more: Record<string, string> = {}) =>
  ({ status: 401, statusText: 'Unauthorized', headers: { 'WWW-Authenticate': challenge, ...more } });
const wantsNonce = (nonce: string) =>
  refuse('Bearer realm="api", DPoP realm="api", error="use_dpop_nonce"', { 'DPoP-Nonce': nonce });

test('a bound token is sent by the scheme DPoP, with a proof for this request', async () => {
  const { answer, sent } = await get();
  expect(fields(sent)).toEqual(['DPoP token-1', `1: GET ${notes} token-1 -`]);
  sent.flush(['kept']);
  expect(await answer).toEqual(['kept']);
});

test('a token that the tenant did not bind is sent as Bearer, without a proof', async () => {
  client.type = 'Bearer';
  const { sent } = await get();
  expect(fields(sent)).toEqual(['Bearer token-1', null]);
  sent.flush([]);
});

test('a server that wants a nonce gets the request once more, with the same token and another proof', async () => {
  const { answer, sent } = await get();
  sent.flush(null, wantsNonce('n-1'));
  const second = await next();
  expect(fields(second)).toEqual(['DPoP token-1', `2: GET ${notes} token-1 n-1`]);
  second.flush(['kept']);
  expect(await answer).toEqual(['kept']);
  expect(client.tokens).toBe(1);
});

test('the nonce of an answer is in the next proof', async () => {
  const { sent } = await get();
  sent.flush([], { headers: { 'DPoP-Nonce': 'n-1' } });
  const { sent: second } = await get();
  expect(fields(second)).toEqual(['DPoP token-1', `2: GET ${notes} token-1 n-1`]);
  second.flush([]);
});

test('after another refusal the request is sent once more, with another token and a proof for it', async () => {
  const { answer, sent } = await get();
  sent.flush(null, refuse('DPoP realm="api", error="invalid_token"'));
  const second = await next();
  expect(fields(second)).toEqual(['DPoP token-2', `2: GET ${notes} token-2 -`]);
  second.flush(['kept']);
  expect(await answer).toEqual(['kept']);
});

test('a server that wants nonces without end is not asked without end', async () => {
  const { answer, sent } = await get();
  sent.flush(null, wantsNonce('n-1'));
  for (const nonce of ['n-2', 'n-3', 'n-4']) (await next()).flush(null, wantsNonce(nonce));
  await expect(answer).rejects.toBeInstanceOf(HttpErrorResponse);
  expect(client.proofs).toBe(4);
});
