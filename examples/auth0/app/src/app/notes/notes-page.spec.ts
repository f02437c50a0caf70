import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, settled } from '../../testing/manual-clock';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { NotesPage } from './notes-page';

const id = '6745c3d0a1b2c3d4e5f60718';
const etag = (last: string): string => `6745c3d0a1b2c3d4e5f6071${last}`;
const bread = { _id: { $oid: id }, _etag: { $oid: etag('9') }, title: 'Bread', text: '', done: false, due: '' };
const refused = (status: number): { status: number; statusText: string } => ({ status, statusText: 'Refused' });
let server: HttpTestingController;
let page: ComponentFixture<NotesPage>;

beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(), provideHttpClientTesting(), provideRouter([{ path: '**', children: [] }]),
      { provide: CLOCK, useValue: new ManualClock() },
      { provide: CONFIGURATION, useValue: { api: 'http://localhost:8080' } },
    ],
  });
  server = TestBed.inject(HttpTestingController);
});

afterEach(() => server.verify());

const element = (): HTMLElement => page.nativeElement as HTMLElement;
const words = (): string => element().textContent ?? '';
const box = (): HTMLInputElement => element().querySelector('input') as HTMLInputElement;

async function open(number?: string): Promise<void> {
  page = TestBed.createComponent(NotesPage);
  page.componentRef.setInput('page', number);
  await page.whenStable();
}

async function list(documents: readonly object[], size: number): Promise<void> {
  server.expectOne((request) => request.url.endsWith('/_size')).flush({ _size: size });
  server.expectOne((request) => request.url.endsWith('/notes')).flush(documents);
  await settled();
  await page.whenStable();
}

async function answerPatch(newEtag: string | undefined, refusal?: object): Promise<TestRequest> {
  const sent = server.expectOne(({ method }) => method === 'PATCH');
  sent.flush(null, refusal ?? { headers: { ETag: newEtag ?? '' } });
  await settled();
  await page.whenStable();
  return sent;
}

async function click(): Promise<void> {
  box().click();
  await page.whenStable();
}

test('two ticks in a row are stored one after the other, each for the state that is then', async () => {
  await open();
  await list([bread], 1);
  await click();
  await click();
  const first = await answerPatch(etag('a'));
  const second = await answerPatch(etag('b'));
  expect([first, second].map(({ request }) => request.headers.get('If-Match'))).toEqual([etag('9'), etag('a')]);
  expect([first, second].map(({ request }) => (request.body as { done: boolean }).done)).toEqual([true, false]);
  expect(box().checked).toBe(false);
});

test('a tick that is not permitted is taken back, and that is said', async () => {
  await open();
  await list([bread], 1);
  await click();
  expect(box().checked).toBe(true);
  await answerPatch(undefined, refused(403));
  expect(box().checked).toBe(false);
  expect(words()).toContain('You are not permitted to do this');
});

test('a tick on a note that was changed meanwhile shows the newest state, and says so', async () => {
  await open();
  await list([bread], 1);
  await click();
  await answerPatch(undefined, refused(412));
  await list([{ ...bread, title: 'Rolls' }], 1);
  expect(words()).toContain('Somebody else has changed this');
  expect(words()).toContain('Rolls');
  expect(box().checked).toBe(false);
});

test('a page after the last one leads to the last one', async () => {
  await open('9');
  await list([], 11);
  await settled();
  expect(TestBed.inject(Router).url).toBe('/?page=2');
});

test('an unreachable server can be asked again', async () => {
  await open();
  server.expectOne((request) => request.url.endsWith('/_size')).flush(null, refused(503));
  server.match((request) => request.url.endsWith('/notes'));
  await page.whenStable();
  expect(words()).toContain('The server cannot be reached');
  element().querySelector('button')?.click();
  await list([bread], 1);
  expect(words()).toContain('Bread');
  expect(words()).not.toContain('The server cannot be reached');
});
