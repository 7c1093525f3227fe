/** The day, by which waivers expire; that of UTC, so that a check says the same everywhere. */
export function today(): string {
  return new Date().toISOString().slice(0, "2026-12-31".length);
}
