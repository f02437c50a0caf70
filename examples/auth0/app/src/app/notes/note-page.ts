// A note in a form: a new one, or the one that the address names. The text is sent to the
// server; if that fails it stays here, and if another change came first, both versions are shown.
import {
  ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, signal, untracked,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { CLOCK } from '../clock';
import { Problem, problemOf } from '../problems/problem';
import { ProblemView } from '../problems/problem-view';
import { ConfirmDialog } from '../shell/confirm-dialog';
import { Messages } from '../shell/messages';
import { Conflict, sameFields } from './conflict';
import { ConflictView } from './conflict-view';
import { Drafts } from './drafts';
import { Note, NoteFields, emptyNote, fieldsOf, newId } from './note';
import { NotesApi } from './notes-api';

@Component({
  selector: 'app-note-page',
  imports: [ConfirmDialog, ConflictView, ProblemView, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './note-page.html',
  styleUrl: './note-page.css',
})
export class NotePage {
  private readonly api = inject(NotesApi);
  private readonly clock = inject(CLOCK);
  private readonly destroyRef = inject(DestroyRef);
  private readonly drafts = inject(Drafts);
  private readonly messages = inject(Messages);
  private readonly router = inject(Router);
  private newId = newId(this.clock.now());
  private again = (): void => undefined;

  /** From the address; undefined for a new note. */
  readonly id = input<string>();
  /** The state that the writing began with; undefined for a new note. */
  protected readonly base = signal<Note | undefined>(undefined);
  protected readonly fields = signal<NoteFields>(emptyNote);
  protected readonly isShown = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly isRestored = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly conflict = signal<Conflict | undefined>(undefined);
  private readonly place = computed(() => this.id() ?? 'new');
  private readonly isChanged = computed(() => !sameFields(this.fields(), this.base() ?? emptyNote));

  constructor() {
    effect(() => {
      this.place();
      untracked(() => this.begin());
    });
  }

  protected edit(change: Partial<NoteFields>): void {
    this.fields.update((fields) => ({ ...fields, ...change }));
    this.drafts.keep(this.place(), { fields: this.fields(), base: this.base(), newId: this.newId });
  }

  protected submit(event: Event): void {
    event.preventDefault();
    this.save();
  }

  protected save(): void {
    const base = this.base();
    const saved = base ? this.api.change(base, this.fields()) : this.api.add(this.newId, this.fields());
    this.start(() => this.save());
    saved.subscribe({
      next: () => this.leave(base ? 'Note saved.' : 'Note added.'),
      error: (error: unknown) => this.cannotSave(problemOf(error)),
    });
  }

  protected remove(): void {
    const base = this.base();
    if (!base) return;
    this.start(() => this.remove());
    this.api.remove(base).subscribe({
      next: () => this.leave('Note deleted.'),
      error: (error: unknown) => this.cannotRemove(problemOf(error)),
    });
  }

  protected tryAgain(): void {
    this.again();
  }

  /** Drops what was written and not saved. */
  protected discard(): void {
    this.drafts.drop(this.place());
    this.isRestored.set(false);
    this.begin();
  }

  protected cancel(): void {
    this.drafts.drop(this.place());
  }

  /** Saves the choice over the current version. */
  protected overwrite(fields: NoteFields): void {
    this.rebase();
    this.edit(fields);
    this.save();
  }

  protected takeTheirs(): void {
    const theirs = this.conflict()?.theirs;
    if (!theirs) return this.leave('Let go.');
    this.drafts.drop(this.place());
    this.conflict.set(undefined);
    this.show(theirs);
  }

  protected editOn(): void {
    this.rebase();
    this.edit({});
  }

  private begin(): void {
    this.isShown.set(false);
    this.problem.set(undefined);
    this.conflict.set(undefined);
    const draft = this.drafts.find(this.place());
    const id = this.id();
    if (draft) this.restore(draft);
    else if (id === undefined) this.show(undefined);
    else this.fetch(id);
  }

  private restore(draft: { fields: NoteFields; base: Note | undefined; newId: string }): void {
    this.newId = draft.newId;
    this.show(draft.base);
    this.fields.set(draft.fields);
    this.isRestored.set(this.isChanged());
  }

  private fetch(id: string): void {
    this.start(() => this.fetch(id));
    this.api.read(id).subscribe({
      next: (note) => this.show(note),
      error: (error: unknown) => this.fail(problemOf(error)),
    });
  }

  private show(note: Note | undefined): void {
    this.base.set(note);
    this.fields.set(note ? fieldsOf(note) : emptyNote);
    this.isShown.set(true);
    this.isBusy.set(false);
  }

  private cannotSave(problem: Problem): void {
    const isOvertaken = problem.kind === 'changedElsewhere' || (problem.kind === 'missing' && this.base());
    if (isOvertaken) this.compare(problem);
    else this.fail(problem);
  }

  private cannotRemove(problem: Problem): void {
    if (problem.kind === 'missing') this.leave('Note deleted.');
    else if (problem.kind === 'changedElsewhere') this.compare(problem);
    else this.fail(problem);
  }

  /** Fetches the current version and shows it beside the one that is written here. */
  private compare(problem: Problem): void {
    this.api.read(this.base()?.id ?? this.newId).subscribe({
      next: (theirs) => this.compareWith(theirs, problem),
      error: (error: unknown) => {
        const other = problemOf(error);
        if (other.kind === 'missing') this.compareWith(undefined, problem);
        else this.fail(other);
      },
    });
  }

  private compareWith(theirs: Note | undefined, problem: Problem): void {
    const isSame = theirs && sameFields(theirs, this.fields());
    // The server had stored it; only its answer was lost.
    if (isSame && !this.base()) return this.leave('Note added.');
    if (theirs && !this.isChanged()) {
      this.show(theirs);
      this.problem.set(problem);
      return;
    }
    this.isBusy.set(false);
    this.conflict.set({ base: this.base(), mine: this.fields(), theirs });
  }

  /** From now on a change applies to the current version; to none when it was deleted. */
  private rebase(): void {
    const theirs = this.conflict()?.theirs;
    if (!theirs) this.newId = newId(this.clock.now());
    this.base.set(theirs);
    this.conflict.set(undefined);
  }

  private start(again: () => void): void {
    this.again = again;
    this.isBusy.set(true);
    this.problem.set(undefined);
  }

  private fail(problem: Problem): void {
    this.isBusy.set(false);
    this.problem.set(problem);
  }

  private leave(sentence: string): void {
    this.drafts.drop(this.place());
    this.messages.say(sentence);
    // A person who has meanwhile moved to another page stays there.
    if (!this.destroyRef.destroyed) void this.router.navigateByUrl('/notes');
  }
}
