/** UTC, fixed width, `2026-03-05T10:11:12.345Z`: the order of the texts is the order of the instants. */
export type Instant = string;

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const toMillis = (instant: Instant): number => Date.parse(instant);

/** @throws RangeError for what is no instant between the years 0000 and 9999 */
export const toInstant = (millis: number): Instant => new Date(millis).toISOString();

export const later = (a: Instant, b: Instant): Instant => (a >= b ? a : b);

export const plusMillis = (instant: Instant, millis: number): Instant => toInstant(toMillis(instant) + millis);

/** Where `now` comes from. Passed in at the edge; nothing inside reads the wall clock. */
export interface Clock {
  now(): Instant;
}

/** Where fresh ids come from: UUIDs, version 4 or 7. */
export interface IdSource {
  next(): string;
}
