import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, TestRequest, provideHttpClientTesting } from '@angular/common/http/testing';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock, settled } from '../../testing/manual-clock';
import { ScriptedProvider } from '../../testing/scripted-provider';
import { CLOCK } from '../clock';
import { CONFIGURATION } from '../configuration';
import { IdentityProvider } from '../login/identity-provider';
import { Messages } from '../shell/messages';
import { NotePage } from './note-page';

const collection = 'http://localhost:8080/notes';
const id = '6745c3d0a1b2c3d4e5f60718';
const address = `${collection}/${id}`;
const stored = { _id: { $oid: id }, _etag: { $oid: '6745c3d0a1b2c3d4e5f60719' }, title: 'Bread', text: 'rye' };
const theirs = { ...stored, _etag: { $oid: '6745c3d0a1b2c3d4e5f60720' }, text: 'wheat' };
const refused = (status: number): { status: number; statusText: string } => ({ status, statusText: 'Refused' });
let server: HttpTestingController;
let page: ComponentFixture<NotePage>;

beforeEach(() => {
  sessionStorage.clear();
  const clock = new ManualClock();
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(), provideHttpClientTesting(), provideRouter([{ path: '**', children: [] }]),
      { provide: CLOCK, useValue: clock },
      { provide: CONFIGURATION, useValue: { api: 'http://localhost:8080' } },
      { provide: IdentityProvider, useValue: new ScriptedProvider(clock) },
    ],
  });
  server = TestBed.inject(HttpTestingController);
});

afterEach(() => server.verify());

const element = (): HTMLElement => page.nativeElement as HTMLElement;
const words = (): string => element().textContent ?? '';
const field = (name: string): HTMLInputElement => element().querySelector(`[name=${name}]`) as HTMLInputElement;

async function open(noteId?: string): Promise<void> {
  page = TestBed.createComponent(NotePage);
  page.componentRef.setInput('id', noteId);
  await page.whenStable();
  if (noteId && !field('title')) await answer('GET', stored);
}

async function write(name: string, value: string): Promise<void> {
  field(name).value = value;
  field(name).dispatchEvent(new Event('input'));
  await page.whenStable();
}

async function press(name: string): Promise<void> {
  const buttons = [...element().querySelectorAll('button')];
  buttons.find((button) => button.textContent?.trim() === name)?.click();
  await page.whenStable();
}

async function answer(method: string, body: object | null, refusal?: object): Promise<TestRequest> {
  const sent = server.expectOne((request) => request.method === method);
  sent.flush(body, refusal);
  await settled();
  await page.whenStable();
  return sent;
}

const said = (): string => TestBed.inject(Messages).current();

test('a note is read, changed and saved, and the list follows', async () => {
  await open(id);
  await write('text', 'spelt');
  await press('Save');
  const sent = await answer('PATCH', null);
  expect(sent.request.url).toBe(address);
  expect(sent.request.headers.get('If-Match')).toBe(stored._etag.$oid);
  expect(said()).toBe('Note saved.');
  expect(TestBed.inject(Router).url).toBe('/notes');
});

test('when another change came first both versions are shown, and mine is saved over theirs if I say so', async () => {
  await open(id);
  await write('text', 'spelt');
  await press('Save');
  await answer('PATCH', null, refused(412));
  await answer('GET', theirs);
  expect(words()).toContain('spelt');
  expect(words()).toContain('wheat');
  expect(words()).not.toContain('Keep both changes');
  await press('Save my version');
  const sent = await answer('PATCH', null);
  expect(sent.request.headers.get('If-Match')).toBe(theirs._etag.$oid);
  expect(sent.request.body).toMatchObject({ text: 'spelt' });
});

test('changes of different fields are kept both', async () => {
  await open(id);
  await write('title', 'Rolls');
  await press('Save');
  await answer('PATCH', null, refused(412));
  await answer('GET', theirs);
  await press('Keep both changes');
  const sent = await answer('PATCH', null);
  expect(sent.request.body).toMatchObject({ title: 'Rolls', text: 'wheat' });
});

test('their version can be taken, and mine goes on being written on', async () => {
  await open(id);
  await write('text', 'spelt');
  await press('Save');
  await answer('PATCH', null, refused(412));
  await answer('GET', theirs);
  await press('Go on editing');
  expect(field('text').value).toBe('spelt');
  await press('Save');
  await answer('PATCH', null, refused(412));
  await answer('GET', theirs);
  await press('Take their version');
  expect(field('text').value).toBe('wheat');
});

test('a note that was deleted meanwhile can be saved as a new one', async () => {
  await open(id);
  await write('text', 'spelt');
  await press('Save');
  await answer('PATCH', null, refused(404));
  await answer('GET', null, refused(404));
  expect(words()).toContain('Somebody else has deleted this note');
  await press('Save my version');
  const sent = await answer('POST', null);
  expect(sent.request.body).toMatchObject({ title: 'Bread', text: 'spelt' });
});

test('a note whose first answer was lost is not added twice', async () => {
  await open();
  await write('title', 'Bread');
  await press('Save');
  const first = await answer('POST', null, refused(503));
  expect(words()).toContain('The server cannot be reached');
  await press('Try again');
  const second = await answer('POST', null, refused(409));
  expect(second.request.body).toEqual(first.request.body);
  await answer('GET', second.request.body as object);
  expect(said()).toBe('Note added.');
});

test('what is not permitted is reported, and what was written stays', async () => {
  await open();
  await write('title', 'May I?');
  await press('Save');
  await answer('POST', { message: 'this user may not do this' }, refused(403));
  expect(words()).toContain('You are not permitted to do this');
  expect(words()).toContain('this user may not do this');
  expect(field('title').value).toBe('May I?');
});

test('what was written and not saved is there again, still for the state that it began with', async () => {
  await open(id);
  await write('text', 'spelt');
  page.destroy();
  await open(id);
  expect(words()).toContain('What you had written before is here again.');
  expect(field('text').value).toBe('spelt');
  await press('Save');
  const sent = await answer('PATCH', null);
  expect(sent.request.headers.get('If-Match')).toBe(stored._etag.$oid);
  expect(sessionStorage.length).toBe(0);
});

test('a deletion is refused when the note was changed meanwhile, and the newest state is shown', async () => {
  await open(id);
  await press('Delete');
  await press('Delete note');
  await answer('DELETE', null, refused(412));
  await answer('GET', theirs);
  expect(words()).toContain('Somebody else has changed this');
  expect(field('text').value).toBe('wheat');
  await press('Delete note');
  const sent = await answer('DELETE', null);
  expect(sent.request.headers.get('If-Match')).toBe(theirs._etag.$oid);
  expect(said()).toBe('Note deleted.');
});
