import { ComponentFixture, TestBed } from '@angular/core/testing';
import { beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../testing/manual-clock';
import { CLOCK } from '../clock';
import { Problem } from './problem';
import { ProblemView } from './problem-view';

let clock: ManualClock;
let view: ComponentFixture<ProblemView>;

beforeEach(() => {
  clock = new ManualClock();
  TestBed.configureTestingModule({ providers: [{ provide: CLOCK, useValue: clock }] });
});

async function show(problem: Problem): Promise<HTMLElement> {
  view = TestBed.createComponent(ProblemView);
  view.componentRef.setInput('problem', problem);
  await view.whenStable();
  return view.nativeElement as HTMLElement;
}

async function pass(seconds: number): Promise<void> {
  await clock.pass(seconds * 1000);
  await view.whenStable();
}

test('the server may be asked again when the time is over that it asked to wait for', async () => {
  const element = await show({ kind: 'unavailable', serverSays: 'busy', retryAfter: 3 });
  const button = element.querySelector('button') as HTMLButtonElement;
  let retries = 0;
  view.componentInstance.retry.subscribe(() => (retries += 1));
  expect(button.textContent?.trim()).toBe('Try again in 3 s');
  button.click();
  await pass(2);
  expect(button.textContent?.trim()).toBe('Try again in 1 s');
  await pass(1);
  expect(button.textContent?.trim()).toBe('Try again');
  expect(retries).toBe(0);
  button.click();
  expect(retries).toBe(1);
});

test('what is not permitted offers nothing that would not help', async () => {
  const element = await show({ kind: 'notPermitted', serverSays: '', retryAfter: 0 });
  expect(element.textContent).toContain('You are not permitted to do this');
  expect(element.querySelector('button')).toBeNull();
});

test('that the session has ended is not said twice', async () => {
  const element = await show({ kind: 'loginNeeded', serverSays: '', retryAfter: 0 });
  expect(element.textContent?.trim()).toBe('');
});
