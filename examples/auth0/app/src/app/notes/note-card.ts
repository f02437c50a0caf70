// Shows one note of the list, and emits when the person ticks it as done or open again.
import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { CLOCK } from '../clock';
import { dayAt, dueDay } from './due';
import { Note } from './note';

@Component({
  selector: 'app-note-card',
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './note-card.html',
  styleUrl: './note-card.css',
})
export class NoteCard {
  private readonly today = dayAt(inject(CLOCK).now());
  readonly note = input.required<Note>();
  readonly tick = output<boolean>();
  protected readonly title = computed(() => this.note().title || 'Without a title');
  protected readonly due = computed(() => dueDay(this.note().due, this.today));
}
