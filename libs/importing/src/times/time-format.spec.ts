import fc from 'fast-check';
import { compileTimeFormat, isZone } from './time-format';

const read = (format: string, text: string, zone = 'UTC'): string | null => {
  const reader = compileTimeFormat(format, zone);
  if (typeof reader === 'string') throw new Error(reader);
  return reader(text);
};

describe('a time', () => {
  it.each([
    ['rfc3339', '2024-03-04T08:00:00Z', '2024-03-04T08:00:00.000Z'],
    ['rfc3339', '2024-03-04t08:00:00.1239999+01:30', '2024-03-04T06:30:00.123Z'],
    ['rfc3339', '2024-03-04 08:00', '2024-03-04T08:00:00.000Z'],
    ['rfc3339', '2024-02-29T23:59:60Z', '2024-03-01T00:00:00.000Z'],
    ['d/M/yyyy HH:mm', '29/2/2016 01:16', '2016-02-29T01:16:00.000Z'],
    ["yyyy.MM.dd 'at' hh:mm:ss a", '2024.03.04 at 12:00:01 am', '2024-03-04T00:00:01.000Z'],
    ['M/d/yyyy h:mm a', '3/4/2024 1:05 PM', '2024-03-04T13:05:00.000Z'],
    ['yyyyMMdd HHmmss.SSSXXX', '20240304 080910.5-0500', '2024-03-04T13:09:10.500Z'],
    ['yyyy-MM-dd', '2024-03-04', '2024-03-04T00:00:00.000Z'],
    ['epoch-seconds', '1709539200.25', '2024-03-04T08:00:00.250Z'],
    ['epoch-milliseconds', '1709539200250', '2024-03-04T08:00:00.250Z'],
  ])('of %s: %s', (format, text, instant) => expect(read(format, text)).toBe(instant));

  it.each([
    ['rfc3339', '2023-02-29T08:00:00Z'],
    ['rfc3339', '2024-03-04T24:00:00Z'],
    ['rfc3339', '2024-03-04T08:00:00+25:00'],
    ['rfc3339', '0001-01-01T00:00:00Z'],
    ['d/M/yyyy HH:mm', '31/4/2016 01:16'],
    ['d/M/yyyy HH:mm', '1/13/2016 01:16'],
    ['d/M/yyyy HH:mm', '1/3/2016 01:16 '],
    ['M/d/yyyy h:mm a', '3/4/2024 13:05 PM'],
    ['epoch-seconds', 'soon'],
    ['epoch-milliseconds', '999999999999999'],
  ])('is none of %s: %s', (format, text) => expect(read(format, text)).toBeNull());

  it('without an offset is read in the zone, twice-shown hours as the first, left-out ones as the next', () => {
    expect(read('rfc3339', '2024-07-01T12:00:00', 'Europe/Amsterdam')).toBe('2024-07-01T10:00:00.000Z');
    expect(read('rfc3339', '2024-10-27T02:30:00', 'Europe/Amsterdam')).toBe('2024-10-27T00:30:00.000Z');
    expect(read('rfc3339', '2024-03-31T02:30:00', 'Europe/Amsterdam')).toBe('2024-03-31T01:30:00.000Z');
    expect(read('rfc3339', '2024-07-01T12:00:00Z', 'Europe/Amsterdam')).toBe('2024-07-01T12:00:00.000Z');
    expect(read('d/M/yyyy HH:mm', '1/7/2024 12:00', 'Asia/Kathmandu')).toBe('2024-07-01T06:15:00.000Z');
  });

  it('agrees with the platform on every minute of a zone', () => {
    const anyMinute = fc.integer({ min: Date.UTC(1972, 0, 1) / 60_000, max: Date.UTC(2037, 0, 1) / 60_000 });
    const zones = fc.constantFrom('Europe/Amsterdam', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'America/St_Johns');
    fc.assert(
      fc.property(anyMinute, zones, (minute, zone) => {
        const local = new Date(minute * 60_000).toISOString().slice(0, 16);
        const expected = Temporal.PlainDateTime.from(local).toZonedDateTime(zone).epochMilliseconds;
        expect(read('rfc3339', local, zone)).toBe(new Date(expected).toISOString());
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });
});

describe('a format', () => {
  it.each([
    ['d/M/yy', 'does not know "yy"'],
    ['d/M HH:mm', 'names no year'],
    ['d/M/yyyy d', 'names a part twice'],
    ['d/M/yyyy h:mm', 'needs both h and a, or neither'],
    ["d/M/yyyy 'at", `does not know "'at"`],
  ])('that is wrong says so: %s', (format, flaw) => expect(compileTimeFormat(format, 'UTC')).toBe(flaw));

  it('knows zones', () => expect(['Europe/Oslo', 'UTC', 'Mars/Base'].map(isZone)).toEqual([true, true, false]));
});
