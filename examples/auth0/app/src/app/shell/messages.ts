// Sentences that say what was done, one at a time; the shell shows each for a while and screen readers speak it.
import { Injectable, inject, signal } from '@angular/core';
import { CLOCK } from '../clock';

const shownFor = 6_000;

@Injectable({ providedIn: 'root' })
export class Messages {
  private readonly clock = inject(CLOCK);
  private readonly shown = signal('');
  private callOff = (): void => undefined;

  readonly current = this.shown.asReadonly();

  say(sentence: string): void {
    this.callOff();
    this.shown.set(sentence);
    this.callOff = this.clock.after(shownFor, () => this.shown.set(''));
  }
}
