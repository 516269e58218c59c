import { plusMillis, type Clock, type IdSource, type Instant } from '@firebreak/event-sourcing';

/** Where given histories start unless told otherwise: a Monday morning. */
export const storyStart: Instant = '2026-03-02T08:00:00.000Z';

export interface FixedClock extends Clock {
  set(now: Instant): void;
  advance(millis: number): void;
}

/** Stands still until it is set or advanced. */
export const fixedClock = (start: Instant = storyStart): FixedClock => {
  let now = start;
  return {
    now: () => now,
    set: (instant) => void (now = instant),
    advance: (millis) => void (now = plusMillis(now, millis)),
  };
};

/** Every look at it is `stepMillis` later than the one before; the first one is `start`. */
export const tickingClock = (start: Instant = storyStart, stepMillis = 1000): Clock => {
  let next = start;
  return {
    now: () => {
      const now = next;
      next = plusMillis(now, stepMillis);
      return now;
    },
  };
};

/** UUIDs that count: `00000000-0000-4000-8000-000000000001` and on. */
export const countingIds = (start = 1): IdSource => {
  let next = start;
  return { next: () => `00000000-0000-4000-8000-${(next++).toString(16).padStart(12, '0')}` };
};
