import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CONFIGURATION } from '../configuration';
import { NotesApi } from './notes-api';

const collection = 'http://localhost:8080/notes';
const id = '6745c3d0a1b2c3d4e5f60718';
const etag = '6745c3d0a1b2c3d4e5f60719';
const fields = { title: 'Bread', text: 'rye', done: false, due: '' };
const note = { ...fields, id, etag };
const notFound = { status: 404, statusText: 'Not Found' };
let server: HttpTestingController;
let api: NotesApi;

beforeEach(() => {
  TestBed.configureTestingModule({
    providers: [
      provideHttpClient(), provideHttpClientTesting(),
      { provide: CONFIGURATION, useValue: { api: 'http://localhost:8080' } },
    ],
  });
  server = TestBed.inject(HttpTestingController);
  api = TestBed.inject(NotesApi);
});

afterEach(() => server.verify());

test('a page is asked for by number, and the notes are counted', async () => {
  const page = firstValueFrom(api.page(2, 'all'));
  server.expectOne(`${collection}?page=2&pagesize=10`).flush([{ _id: { $oid: id }, _etag: { $oid: etag }, ...fields }]);
  server.expectOne(`${collection}/_size`).flush({ _size: 11 });
  expect(await page).toMatchObject({ notes: [note], paging: { page: 2, pages: 2, total: 11 } });
});

test('a collection that does not exist yet reads as an empty one', async () => {
  const page = firstValueFrom(api.page(1, 'all'));
  server.expectOne(`${collection}?page=1&pagesize=10`).flush(null, notFound);
  server.expectOne(`${collection}/_size`).flush(null, notFound);
  expect(await page).toMatchObject({ notes: [], paging: { total: 0 } });
});

test('a server that does not count is paged all the same', async () => {
  const page = firstValueFrom(api.page(1, 'all'));
  server.expectOne(`${collection}?page=1&pagesize=10`).flush([]);
  server.expectOne(`${collection}/_size`).flush(null, { status: 501, statusText: 'Not Implemented' });
  expect((await page).paging.total).toBeUndefined();
});

test('open notes are asked for and counted by the same filter', async () => {
  const page = firstValueFrom(api.page(1, 'open'));
  const sent = server.match(() => true).map(({ request }) => request);
  expect(sent.map((request) => request.params.get('filter'))).toEqual(
    ['{"done":{"$ne":true}}', '{"done":{"$ne":true}}']);
  expect(sent.map((request) => request.url)).toEqual([collection, `${collection}/_size`]);
  void page;
});

test('a note is added under the id that was made for it', async () => {
  const added = firstValueFrom(api.add(id, fields));
  const sent = server.expectOne({ method: 'POST', url: collection });
  expect(sent.request.body).toEqual({ _id: { $oid: id }, ...fields });
  sent.flush(null, { status: 201, statusText: 'Created', headers: { ETag: etag } });
  expect(await added).toEqual(note);
});

test('the first note makes the collection, and is sent again', async () => {
  const added = firstValueFrom(api.add(id, fields));
  server.expectOne({ method: 'POST', url: collection }).flush(null, notFound);
  server.expectOne({ method: 'PUT', url: collection }).flush(null);
  server.expectOne({ method: 'POST', url: collection }).flush(null, { headers: { ETag: etag } });
  expect(await added).toEqual(note);
});

test('a change names the state that it is for and yields the next one', async () => {
  const changed = firstValueFrom(api.change(note, { ...fields, done: true }));
  const sent = server.expectOne({ method: 'PATCH', url: `${collection}/${id}` });
  expect(sent.request.headers.get('If-Match')).toBe(etag);
  expect(sent.request.body).toEqual({ ...fields, done: true });
  sent.flush(null, { headers: { ETag: '"6745c3d0a1b2c3d4e5f60720"' } });
  expect(await changed).toEqual({ ...note, done: true, etag: '6745c3d0a1b2c3d4e5f60720' });
});

test('a deletion names the state that it is for', () => {
  api.remove(note).subscribe();
  const sent = server.expectOne({ method: 'DELETE', url: `${collection}/${id}` });
  expect(sent.request.headers.get('If-Match')).toBe(etag);
  sent.flush(null);
});

test('an id with a slash stays one segment of the path', () => {
  api.read('a/b?c').subscribe();
  server.expectOne(`${collection}/a%2Fb%3Fc`).flush({ _id: 'a/b?c' });
});
