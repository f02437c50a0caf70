// How to show the day a note is due, given that day and today as YYYY-MM-DD.

export interface DueDay {
  readonly words: string;
  readonly isLate: boolean;
}

export function dueDay(due: string, today: string): DueDay | undefined {
  if (due === '') return undefined;
  const days = Math.round((Date.parse(due) - Date.parse(today)) / 86_400_000);
  if (Number.isNaN(days)) return undefined;
  return { words: nearby[days] ?? inFull(due), isLate: days < 0 };
}

/** Today, in the person's time zone. */
export function dayAt(now: number): string {
  const date = new Date(now);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const nearby: Readonly<Record<number, string>> = { [-1]: 'yesterday', 0: 'today', 1: 'tomorrow' };

function inFull(day: string): string {
  return new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(day));
}
