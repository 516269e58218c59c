import fc from 'fast-check';
import { bucketsOf, type BucketSize } from './buckets';
import { localDayAt, localDaysOf } from './local-days';

const at = (text: string): number => Date.parse(text);
const hours = (zone: string, bucket: BucketSize, from: string, to: string): number[] =>
  bucketsOf({ zone, bucket, from: at(from), to: at(to) }).map(({ start, end }) => (end - start) / 3_600_000);
const starts = (zone: string, bucket: BucketSize, from: string, to: string): string[] =>
  bucketsOf({ zone, bucket, from: at(from), to: at(to) }).map(({ start }) => Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' }));

describe('buckets', () => {
  it('have days of 23 and 25 hours where the clock changes', () => {
    expect(hours('Europe/Zurich', 'day', '2026-03-27T23:00:00Z', '2026-03-30T22:00:00Z')).toEqual([24, 23, 24]);
    expect(hours('Europe/Zurich', 'day', '2026-10-23T22:00:00Z', '2026-10-26T23:00:00Z')).toEqual([24, 25, 24]);
  });

  it('begin weeks on Monday and months on the first, as the zone has them', () => {
    expect(starts('Asia/Kathmandu', 'week', '2026-03-01T18:15:00Z', '2026-03-20T00:00:00Z')).toEqual([
      '2026-03-02T00:00:00+05:45',
      '2026-03-09T00:00:00+05:45',
      '2026-03-16T00:00:00+05:45',
    ]);
    expect(starts('America/New_York', 'month', '2026-01-01T05:00:00Z', '2026-04-01T04:00:00Z')).toEqual([
      '2026-01-01T00:00:00-05:00',
      '2026-02-01T00:00:00-05:00',
      '2026-03-01T00:00:00-05:00',
    ]);
  });

  it('are cut by the range at both ends', () => {
    expect(starts('UTC', 'month', '2026-01-15T12:00:00Z', '2026-02-02T00:00:00Z')).toEqual(['2026-01-15T12:00:00+00:00', '2026-02-01T00:00:00+00:00']);
  });

  it('know the half hour by which Lord Howe changes its clock', () => {
    expect(hours('Australia/Lord_Howe', 'hour', '2026-04-04T13:00:00Z', '2026-04-04T18:00:00Z')).toEqual([1, 1, 0.5, 1, 1, 0.5]);
  });

  it('leave out the day that Samoa skipped', () => {
    expect(starts('Pacific/Apia', 'day', '2011-12-29T10:00:00Z', '2012-01-01T10:00:00Z')).toEqual([
      '2011-12-29T00:00:00-10:00',
      '2011-12-31T00:00:00+14:00',
      '2012-01-01T00:00:00+14:00',
    ]);
  });

  it('are not made without limit', () => {
    expect(() => hours('UTC', 'hour', '2010-01-01T00:00:00Z', '2026-01-01T00:00:00Z')).toThrow(expect.objectContaining({ code: 'range-too-long' }));
  });

  it('cover the range without gap or overlap', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'America/Havana', 'Africa/Monrovia', 'Pacific/Apia', 'Australia/Lord_Howe', 'America/Sao_Paulo');
    const sizes = fc.constantFrom<BucketSize>('hour', 'day', 'week', 'month');
    fc.assert(
      fc.property(zones, sizes, fc.integer({ min: 0, max: 1_700_000_000_000 }), fc.nat(40 * 86_400_000), (zone, bucket, from, length) => {
        const buckets = bucketsOf({ zone, bucket, from, to: from + length });
        expect(buckets.reduce((cursor, { start, end }) => (start === cursor && end > start ? end : NaN), from)).toBe(from + length);
      }),
      { seed: 20_260_302, numRuns: 300 },
    );
  });
});

describe('local days', () => {
  it('contain their instants, also where the clock goes back over midnight', () => {
    const zones = fc.constantFrom('America/Havana', 'America/Sao_Paulo', 'Pacific/Apia', 'Atlantic/Azores', 'Europe/Zurich');
    fc.assert(
      fc.property(zones, fc.integer({ min: 0, max: 1_750_000_000_000 }), (zone, instant) => {
        const { start, end } = localDayAt(zone, instant);
        expect(start <= instant && instant < end).toBe(true);
      }),
      { seed: 20_260_302, numRuns: 500 },
    );
  });

  it('are not made of quarter hours where the offset has seconds', () => {
    expect(localDaysOf('Africa/Monrovia', '1971-05-05', [10])).toEqual([]);
    expect(localDaysOf('Africa/Monrovia', '1973-05-05', [10]).map(({ day }) => day)).toEqual(['1973-05-05']);
  });
});
