// Shows the logged-in person's picture and name, or their initials if there is no picture or it does not load.
import { ChangeDetectionStrategy, Component, computed, input, signal } from '@angular/core';
import { User } from '../login/identity-provider';

@Component({
  selector: 'app-person',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (picture(); as address) {
      <img [src]="address" alt="" width="32" height="32" referrerpolicy="no-referrer" (error)="broken.set(address)">
    } @else {
      <span class="initials" aria-hidden="true">{{ initials() }}</span>
    }
    <span class="name"><span class="hidden">Logged in as </span>{{ user().name }}</span>
  `,
  styles: `
    :host { display: inline-flex; align-items: center; gap: .5rem; min-width: 0; }
    img, .initials { flex: none; width: 2rem; height: 2rem; border-radius: 50%; }
    img { object-fit: cover; background: var(--line); }
    .initials {
      display: grid;
      place-items: center;
      background: var(--accent-ground);
      color: var(--accent-ink);
      font-size: .8rem;
      font-weight: 600;
    }
    .name { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    @media (max-width: 30rem) { .name { max-width: 7.5rem; font-size: .9rem; } }
  `,
})
export class Person {
  readonly user = input.required<User>();
  protected readonly broken = signal('');
  protected readonly picture = computed(() => {
    const address = this.user().picture;
    return address === this.broken() ? undefined : address;
  });
  protected readonly initials = computed(() =>
    this.user().name.split(/\s+/).map((word) => word.charAt(0)).slice(0, 2).join('').toUpperCase());
}
