// Shows two versions of a note side by side and emits the person's choice. Nothing is lost before that.
import { DatePipe } from '@angular/common';
import {
  ChangeDetectionStrategy, Component, ElementRef, afterNextRender, computed, input, output, viewChild,
} from '@angular/core';
import { Conflict, combined, differences } from './conflict';
import { NoteFields, storedAt } from './note';

@Component({
  selector: 'app-conflict-view',
  imports: [DatePipe],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './conflict-view.html',
  styleUrl: './conflict-view.css',
})
export class ConflictView {
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  readonly conflict = input.required<Conflict>();
  /** Save these fields over their version. */
  readonly save = output<NoteFields>();
  readonly takeTheirs = output();
  readonly editOn = output();

  protected readonly sides = ['mine', 'theirs'] as const;
  protected readonly theirs = computed(() => this.conflict().theirs);
  protected readonly theirTime = computed(() => {
    const theirs = this.theirs();
    return theirs && storedAt(theirs);
  });
  protected readonly rows = computed(() => {
    const { mine, theirs } = this.conflict();
    return theirs ? differences(mine, theirs) : [];
  });
  protected readonly both = computed(() => combined(this.conflict()));

  constructor() {
    afterNextRender(() => this.heading().nativeElement.focus());
  }
}
