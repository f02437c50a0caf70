// The collection of notes at the REST server. A change names the state it is for (If-Match), so that the server refuses
// it with 412 when another change came first. Refusals of the server arrive as HttpErrorResponse.
import { HttpClient, HttpErrorResponse, HttpHeaders, HttpResponse } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, OperatorFunction, catchError, forkJoin, map, of, switchMap, throwError } from 'rxjs';
import { CONFIGURATION } from '../configuration';
import { Note, NoteDocument, NoteFields, fieldsOf, readNote } from './note';
import { Paging, pageSize, pagingOf } from './paging';

/** Which of the notes. */
export type Choice = 'all' | 'open';

// Documents of other programs have no `done`, and count as open, as they are shown.
const filters: Readonly<Record<Choice, Readonly<Record<string, string>>>> = {
  all: {},
  open: { filter: '{"done":{"$ne":true}}' },
};

export interface NotesOnPage {
  readonly notes: readonly Note[];
  readonly paging: Paging;
}

@Injectable({ providedIn: 'root' })
export class NotesApi {
  private readonly http = inject(HttpClient);
  private readonly collection = `${inject(CONFIGURATION).api}/notes`;

  /** A collection that does not exist yet reads as an empty one. */
  page(page: number, choice: Choice): Observable<NotesOnPage> {
    const params = { page, pagesize: pageSize, ...filters[choice] };
    const documents = this.http.get<NoteDocument[]>(this.collection, { params });
    return forkJoin([documents.pipe(insteadOf(404, () => of<NoteDocument[]>([]))), this.size(choice)]).pipe(
      map(([onPage, total]) => ({
        notes: onPage.map(readNote),
        paging: pagingOf(page, onPage.length, total),
      })));
  }

  read(id: string): Observable<Note> {
    return this.http.get<NoteDocument>(this.addressOf(id)).pipe(map(readNote));
  }

  /** Creates the collection, too, if necessary. */
  add(id: string, fields: NoteFields): Observable<Note> {
    const document = { _id: { $oid: id }, ...fieldsOf(fields) };
    const post = this.http.post<null>(this.collection, document, { observe: 'response' });
    return post.pipe(
      insteadOf(404, () => this.http.put<null>(this.collection, null).pipe(switchMap(() => post))),
      map((answer) => ({ id, ...fieldsOf(fields), etag: etagOf(answer) })));
  }

  /** Without an ETag in the note, any state on the server is changed. */
  change(note: Note, fields: NoteFields): Observable<Note> {
    const options = { headers: ifMatch(note), observe: 'response' } as const;
    return this.http.patch<null>(this.addressOf(note.id), fieldsOf(fields), options).pipe(
      map((answer) => ({ id: note.id, ...fieldsOf(fields), etag: etagOf(answer) })));
  }

  remove(note: Note): Observable<void> {
    return this.http.delete<null>(this.addressOf(note.id), { headers: ifMatch(note) }).pipe(map(() => undefined));
  }

  /** Undefined if the server does not count. */
  private size(choice: Choice): Observable<number | undefined> {
    return this.http.get<{ _size: number }>(`${this.collection}/_size`, { params: filters[choice] }).pipe(
      map((answer) => answer._size),
      insteadOf(404, () => of(0)),
      insteadOf(501, () => of(undefined)));
  }

  private addressOf(id: string): string {
    return `${this.collection}/${encodeURIComponent(id)}`;
  }
}

function insteadOf<T, Other>(status: number, other: () => Observable<Other>): OperatorFunction<T, T | Other> {
  return catchError((error: unknown) =>
    error instanceof HttpErrorResponse && error.status === status ? other() : throwError(() => error));
}

function ifMatch(note: Note): HttpHeaders {
  return note.etag ? new HttpHeaders({ 'If-Match': note.etag }) : new HttpHeaders();
}

function etagOf(answer: HttpResponse<null>): string | undefined {
  return answer.headers.get('ETag')?.replace(/^(W\/)?"?|"$/g, '') ?? undefined;
}
