import { readDuration, readMoment, type Moment } from './index';

const frame = { now: '2026-03-30T12:00:00.000Z', zone: 'Europe/Berlin' };
const start = (text: string, zone = frame.zone): string | undefined => readMoment(text, { ...frame, zone })?.start;

it.each<[string, Moment]>([
  ['2026', { start: '2025-12-31T23:00:00.000Z', end: '2026-12-31T23:00:00.000Z' }],
  ['2026-03', { start: '2026-02-28T23:00:00.000Z', end: '2026-03-31T22:00:00.000Z' }],
  ['2026-12', { start: '2026-11-30T23:00:00.000Z', end: '2026-12-31T23:00:00.000Z' }],
  ['2024-02-29', { start: '2024-02-28T23:00:00.000Z', end: '2024-02-29T23:00:00.000Z' }],
])('%s is a period in the zone, its end outside', (text, moment) => expect(readMoment(text, frame)).toEqual(moment));

it('knows days of 23 and 25 hours, and days that begin after midnight', () => {
  expect(readMoment('2026-03-29', frame)).toEqual({ start: '2026-03-28T23:00:00.000Z', end: '2026-03-29T22:00:00.000Z' });
  expect(readMoment('2026-10-25', frame)).toEqual({ start: '2026-10-24T22:00:00.000Z', end: '2026-10-25T23:00:00.000Z' });
  expect(start('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
});

it.each([
  ['now', '2026-03-30T12:00:00.000Z'],
  ['NOW-90m', '2026-03-30T10:30:00.000Z'],
  ['now+2h', '2026-03-30T14:00:00.000Z'],
  ['now-1d12h', '2026-03-29T00:00:00.000Z'],
  ['now-2w', '2026-03-16T13:00:00.000Z'],
  ['now-1d+1h', '2026-03-29T13:00:00.000Z'],
  ['2026-03-05T10:11Z', '2026-03-05T10:11:00.000Z'],
  ['2026-03-05t10:11:12.3456789+01:00', '2026-03-05T09:11:12.345Z'],
  ['2026-03-05 10:11:12', '2026-03-05T09:11:12.000Z'],
  ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
])('%s is a point in time', (text, at) => expect(readMoment(text, frame)).toEqual({ start: at, end: null }));

it('keeps the time of day over days, the exact time over hours', () => {
  expect([start('now-2d'), start('now-48h')]).toEqual(['2026-03-28T13:00:00.000Z', '2026-03-28T12:00:00.000Z']);
  expect(start('now-2d', 'UTC')).toBe('2026-03-28T12:00:00.000Z');
});

it.each(['', 'now-', 'now-7', 'now-7y', 'now7d', '2026-13', '2026-02-30', '26-03', '2026-3', '2026-03-05T25:00Z', '2026-03-05T10Z'])(
  '%j is no time',
  (text) => expect(readMoment(text, frame)).toBeNull(),
);

it.each(['now-999999w', 'now+999999w', '0000', '0000-01-01T00:00+01:00'])('%s has no place in the fixed width', (text) =>
  expect(readMoment(text, frame)).toBeNull(),
);

it.each([
  ['30s', 30_000],
  ['30m', 1_800_000],
  ['1d12h', 129_600_000],
  ['-2H', -7_200_000],
  ['2w', 1_209_600_000],
  ['-0m', 0],
  ['30', null],
  ['', null],
  ['-', null],
  ['1.5h', null],
  ['999999999w', null],
])('%j lasts %p', (text, millis) => expect(readDuration(text)).toBe(millis));
