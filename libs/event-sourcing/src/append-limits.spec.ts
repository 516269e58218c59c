import { appendLimits, checkAppend } from './append-limits';
import type { EventToAppend } from './event';

const eventOf = (bytes: number, letter = 'x', letterBytes = 1): EventToAppend => ({
  id: 'id',
  type: 'Noted',
  data: letter.repeat((bytes - 5 - 2) / letterBytes),
  metadata: '{}',
  hash: 'hash',
});

const refusal = (events: readonly EventToAppend[]): unknown => {
  try {
    checkAppend(events);
    return null;
  } catch (error) {
    const { code, details } = error as { code: string; details: object };
    return { code, ...details };
  }
};

describe('what every store takes', () => {
  const { eventBytes, appendBytes } = appendLimits;

  it('is something', () => expect(refusal([])).toEqual({ code: 'empty-append' }));

  it.each<[string, EventToAppend[], unknown]>([
    ['a small event', [eventOf(100)], null],
    ['an event of the very limit', [eventOf(eventBytes)], null],
    ['an event one byte larger', [eventOf(eventBytes + 1)], { code: 'event-too-large', bytes: eventBytes + 1, limit: eventBytes }],
    ['letters of two bytes up to the limit', [eventOf(eventBytes - 1, 'é', 2)], null],
    ['letters of two bytes above it', [eventOf(eventBytes + 1, 'é', 2)], { code: 'event-too-large', bytes: eventBytes + 1, limit: eventBytes }],
    ['an append of the very limit', Array.from({ length: 4 }, () => eventOf(eventBytes)), null],
    ['an append one byte larger', [...Array.from({ length: 4 }, () => eventOf(eventBytes - 100)), eventOf(401)], { code: 'event-too-large', bytes: appendBytes + 1, limit: appendBytes }],
    ['many events whose estimate is too large and whose size is not', Array.from({ length: 16 }, () => eventOf(eventBytes / 4)), null],
    ['many events that are too large together', Array.from({ length: 17 }, () => eventOf(eventBytes / 4)), { code: 'event-too-large', bytes: (17 * eventBytes) / 4, limit: appendBytes }],
  ])('%s', (_, events, expected) => expect(refusal(events)).toEqual(expected));
});
