// Computes which pages there are, from the page's number in the address and the number of notes. An invalid number
// reads as the first page.

export const pageSize = 10;

export interface Paging {
  readonly page: number;
  /** Undefined if the server does not count. */
  readonly pages: number | undefined;
  readonly total: number | undefined;
  readonly hasPrevious: boolean;
  readonly hasNext: boolean;
}

export function pageNumber(text: unknown): number {
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 1;
}

export function pagingOf(page: number, shown: number, total: number | undefined): Paging {
  const pages = total === undefined ? undefined : Math.max(1, Math.ceil(total / pageSize));
  return {
    page,
    pages,
    total,
    hasPrevious: page > 1,
    // Without a count, a full page may be followed by another.
    hasNext: pages === undefined ? shown === pageSize : page < pages,
  };
}

/** Where to go instead if this page has no notes (any more). */
export function insteadOfEmpty(paging: Paging, shown: number): number | undefined {
  if (shown > 0 || paging.page === 1) return undefined;
  return Math.min(paging.page - 1, paging.pages ?? paging.page - 1);
}
