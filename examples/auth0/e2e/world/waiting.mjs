// Waits for conditions, never for a time to pass.

const patience = 60_000;

/** The first value of `look` that is true. */
export async function eventually(what, look) {
  const end = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > end) throw new Error(`still not so: ${what}`);
    await new Promise((later) => setTimeout(later, 20));
  }
}
