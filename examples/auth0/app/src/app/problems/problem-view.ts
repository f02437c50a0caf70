// Shows a problem as an alert in plain words, scrolled into view, with a button if it may help to try again. After a
// Retry-After the button waits as long as the server asked. The frame of the page shows the end of the session.
import {
  ChangeDetectionStrategy, Component, ElementRef, afterRenderEffect, computed, effect, inject, input, output, signal,
} from '@angular/core';
import { CLOCK } from '../clock';
import { Problem } from './problem';
import { problemTexts } from './problem-texts';

@Component({
  selector: 'app-problem-view',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (text(); as text) {
      <section class="problem" role="alert">
        <h2>{{ text.title }}</h2>
        <p>{{ text.advice }}</p>
        @if (problem().serverSays; as words) {
          <p class="words">The server says: <q>{{ words }}</q></p>
        }
        @if (text.canRetry) {
          <button type="button" [disabled]="wait() > 0" (click)="retry.emit()">
            {{ wait() > 0 ? 'Try again in ' + wait() + ' s' : 'Try again' }}
          </button>
        }
      </section>
    }
  `,
  styleUrl: './problem-view.css',
})
export class ProblemView {
  private readonly clock = inject(CLOCK);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  readonly problem = input.required<Problem>();
  readonly retry = output();
  /** Seconds. */
  protected readonly wait = signal(0);
  protected readonly text = computed(() => {
    const { kind } = this.problem();
    return kind === 'loginNeeded' ? undefined : problemTexts[kind];
  });

  constructor() {
    // The button that led here may be far below.
    afterRenderEffect(() => {
      if (this.problem().kind !== 'loginNeeded') this.host.nativeElement.scrollIntoView({ block: 'nearest' });
    });
    effect((onCleanup) => {
      let callOff = (): void => undefined;
      const count = (seconds: number): void => {
        this.wait.set(seconds);
        if (seconds > 0) callOff = this.clock.after(1000, () => count(seconds - 1));
      };
      count(this.problem().retryAfter);
      onCleanup(() => callOff());
    });
  }
}
