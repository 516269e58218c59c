import { later, plusMillis, toInstant, toMillis } from './time';

describe('instants', () => {
  it.each([
    ['1970-01-01T00:00:00.000Z', 0],
    ['2026-03-29T01:00:00.001Z', 1774746000001],
    ['0001-01-01T00:00:00.000Z', -62135596800000],
    ['9999-12-31T23:59:59.999Z', 253402300799999],
  ])('%s is %i', (instant, millis) => {
    expect(toMillis(instant)).toBe(millis);
    expect(toInstant(millis)).toBe(instant);
  });

  it('order as texts do', () => {
    expect(later('2026-03-02T08:00:00.000Z', '2026-03-02T07:59:59.999Z')).toBe('2026-03-02T08:00:00.000Z');
    expect(later('0999-03-02T08:00:00.000Z', '2026-03-02T07:59:59.999Z')).toBe('2026-03-02T07:59:59.999Z');
  });

  it('move by milliseconds, back as well', () => {
    expect(plusMillis('2026-03-02T08:00:00.000Z', 1)).toBe('2026-03-02T08:00:00.001Z');
    expect(plusMillis('2026-03-02T00:00:00.000Z', -1)).toBe('2026-03-01T23:59:59.999Z');
  });

  it('are refused where there is none', () => expect(() => toInstant(Number.NaN)).toThrow(RangeError));
});
