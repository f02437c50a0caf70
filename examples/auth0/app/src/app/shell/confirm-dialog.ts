// Asks a question and emits `confirmed` when the person agrees. Escape and the other button do nothing, and the focus
// returns to where it was.
import { ChangeDetectionStrategy, Component, ElementRef, input, output, viewChild } from '@angular/core';

@Component({
  selector: 'app-confirm-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog aria-labelledby="question" aria-describedby="consequence">
      <h2 id="question">{{ question() }}</h2>
      <p id="consequence">{{ consequence() }}</p>
      <div>
        <button type="button" (click)="dialog.close()">Keep it</button>
        <button type="button" class="danger" (click)="agree()">{{ action() }}</button>
      </div>
    </dialog>
  `,
  styles: `
    dialog {
      width: min(24rem, calc(100% - 2rem));
      padding: 1.5rem;
      border: 1px solid var(--line);
      border-radius: calc(var(--radius) * 1.5);
      background: var(--surface);
      color: var(--ink);
      box-shadow: var(--shadow-high);
    }
    dialog::backdrop { background: rgb(10 14 18 / .45); backdrop-filter: blur(2px); }
    h2 { margin: 0; font-size: 1.25rem; }
    p { color: var(--soft-ink); }
    div { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: .5rem; }
  `,
})
export class ConfirmDialog {
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  readonly question = input.required<string>();
  readonly consequence = input.required<string>();
  readonly action = input.required<string>();
  readonly confirmed = output();

  ask(): void {
    this.dialog().nativeElement.showModal();
  }

  protected agree(): void {
    this.dialog().nativeElement.close();
    this.confirmed.emit();
  }
}
