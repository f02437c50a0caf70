// One page of the notes, or of the open ones, newest first; the address says which. A tick is sent to the server; if
// that fails, the tick is undone and the reason shown.
import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { EMPTY, Observable, Subject, Subscription, catchError, concatMap, tap } from 'rxjs';
import { Problem, problemOf } from '../problems/problem';
import { ProblemView } from '../problems/problem-view';
import { Messages } from '../shell/messages';
import { Note } from './note';
import { NoteCard } from './note-card';
import { Choice, NotesApi, NotesOnPage } from './notes-api';
import { insteadOfEmpty, pageNumber } from './paging';

interface Tick {
  readonly id: string;
  readonly done: boolean;
}

@Component({
  selector: 'app-notes-page',
  imports: [NoteCard, ProblemView, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './notes-page.html',
  styleUrl: './notes-page.css',
})
export class NotesPage {
  private readonly api = inject(NotesApi);
  private readonly messages = inject(Messages);
  private readonly router = inject(Router);
  private readonly ticks = new Subject<Tick>();
  private loading = Subscription.EMPTY;
  private again = (): void => undefined;

  /** From the address. */
  readonly page = input<string>();
  /** From the address. */
  readonly show = input<string>();
  protected readonly shown = signal<NotesOnPage | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly choice = computed((): Choice => (this.show() === 'open' ? 'open' : 'all'));
  private readonly wanted = computed(() => ({ page: pageNumber(this.page()), choice: this.choice() }));

  constructor() {
    effect((onCleanup) => {
      this.wanted();
      untracked(() => this.load());
      onCleanup(() => this.loading.unsubscribe());
    });
    // Does not end with the page, so that a tick that was sent arrives.
    this.ticks.pipe(concatMap((tick) => this.store(tick))).subscribe();
  }

  protected tryAgain(): void {
    this.again();
  }

  /** Shown at once; stored after earlier ticks, since each one is for the state that the one before it made. */
  protected tick(note: Note, done: boolean): void {
    this.replace({ ...note, done });
    this.ticks.next({ id: note.id, done });
  }

  private store({ id, done }: Tick): Observable<unknown> {
    const note = this.shown()?.notes.find((other) => other.id === id);
    if (!note) return EMPTY;
    return this.api.change(note, { ...note, done }).pipe(
      tap((stored) => {
        this.replace(stored);
        this.problem.set(undefined);
        this.messages.say(done ? 'Marked as done.' : 'Marked as open.');
      }),
      catchError((error: unknown) => {
        this.replace({ ...note, done: !done });
        this.cannotTick(problemOf(error), () => this.tick(note, done));
        return EMPTY;
      }));
  }

  private load(reason?: Problem): void {
    this.again = () => this.load();
    this.loading.unsubscribe();
    const { page, choice } = this.wanted();
    this.loading = this.api.page(page, choice).subscribe({
      next: (onPage) => this.display(onPage, reason),
      error: (error: unknown) => this.problem.set(problemOf(error)),
    });
  }

  private display(onPage: NotesOnPage, reason: Problem | undefined): void {
    this.problem.set(reason);
    const instead = insteadOfEmpty(onPage.paging, onPage.notes.length);
    if (instead === undefined) this.shown.set(onPage);
    else void this.router.navigate([], {
      queryParams: { page: instead }, queryParamsHandling: 'merge', replaceUrl: true,
    });
  }

  private cannotTick(problem: Problem, again: () => void): void {
    const isOvertaken = problem.kind === 'changedElsewhere' || problem.kind === 'missing';
    if (isOvertaken) return this.load(problem);
    this.again = again;
    this.problem.set(problem);
  }

  private replace(note: Note): void {
    this.shown.update((onPage) =>
      onPage && { ...onPage, notes: onPage.notes.map((other) => (other.id === note.id ? note : other)) });
  }
}
