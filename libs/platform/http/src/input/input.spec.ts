import 'reflect-metadata';
import fc from 'fast-check';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { parseInstant } from './instant';
import { parseRecordId } from './record-id';
import { textFault } from './text';
import { FreeText, IsInstant, OneOf, RecordKey, ShortText, WholeNumber, validationTime } from './validators';

const seed = 20_260_302;

describe('an instant', () => {
  it.each([
    ['2026-03-05T10:11:12Z', '2026-03-05T10:11:12.000Z'],
    ['2026-03-05T10:11:12.5+01:00', '2026-03-05T09:11:12.500Z'],
    ['2026-03-05T10:11:12.123456789-05:30', '2026-03-05T15:41:12.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2000-02-29T23:59:59Z', '2000-02-29T23:59:59.000Z'],
    ['1970-01-01T00:00:00Z', '1970-01-01T00:00:00.000Z'],
    ['2100-12-31T23:59:59.999Z', '2100-12-31T23:59:59.999Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
  ])('is read: %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '2026-02-29T00:00:00Z', '1900-02-29T00:00:00Z', '2100-02-29T00:00:00Z', '2026-04-31T00:00:00Z', '2026-00-10T00:00:00Z',
    '2026-13-01T00:00:00Z', '2026-03-00T00:00:00Z', '1969-12-31T23:59:59.999Z', '1970-01-01T00:30:00+01:00',
    '2101-01-01T00:00:00Z', '2100-12-31T23:30:00-01:00', '2016-12-31T23:59:60Z', '2026-03-05T24:00:00Z',
    '2026-03-05T10:60:00Z', '2026-03-05T10:11Z', '2026-03-05T10:11:12', '2026-03-05t10:11:12z', '2026-03-05T10:11:12+1',
    '2026-03-05T10:11:12+24:00', '2026-03-05T10:11:12+01:60', '2026-03-05T10:11:12.Z', '2026-03-05T10:11:12.1234567890Z',
    ' 2026-03-05T10:11:12Z', '20260305T101112Z', '2026-W10-4', '1772705472', 1_772_705_472_000, null, undefined,
    ['2026-03-05T10:11:12Z'],
  ])(
    'is not: %j',
    (value) => expect(parseInstant(value)).toBeNull(),
  );

  it('of any millisecond reads as itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(2101, 0, 1) - 1 }), (millis) => {
        const text = new Date(millis).toISOString();
        expect(parseInstant(text)).toBe(text);
      }),
      { seed, numRuns: 500 },
    );
  });
});

describe('a record id', () => {
  it.each([
    ['0190A7C2-1111-7ABC-8DEF-0123456789AB', { uuid: '0190a7c2-1111-7abc-8def-0123456789ab' }],
    ['INC-1042', { number: 'INC-1042' }],
    ['inc-7', { number: 'INC-7' }],
  ])('is read: %s', (text, id) => expect(parseRecordId(text, 'INC')).toEqual(id));
  it.each([
    '', 'INC-', 'INC-0', 'INC-07', 'INC--1', 'INC-1.5', 'INC-1 ', 'PRB-1', 'INC1', '1042', 'INC-1234567890123456',
    '0190a7c211117abc8def0123456789ab', '{0190a7c2-1111-7abc-8def-0123456789ab}', '0190a7c2-1111-7abc-8def-0123456789ab\n',
  ])('is not: %j', (text) =>
    expect(() => parseRecordId(text, 'INC')).toThrow('invalid-id'));
});

describe('a text', () => {
  const line = { minVisible: 2, max: 10, lines: false };
  const page = { minVisible: 1, max: 10, lines: true };
  it.each([
    ['ab', line],
    ['a b', line],
    ['\u{1f525}\u{1f525}', line],
    ['\u{1f525}'.repeat(10), line],
    ['e\u0301e\u0301', line],
    ['a\u200db', line],
    ['אבג\u200f', line],
    ['one\r\n\ttwo', page],
    ['\u00a0.', page],
  ])('is fine: %j', (text, rule) => expect(textFault(text, rule)).toBeNull());
  it.each([
    ['', line, 'blank'],
    ['\u00a0\u2003\u3164\u2800\u115f', line, 'blank'],
    ['\u2060\ufeff\u180e', line, 'blank'],
    ['a\u200b', line, 'too-short'],
    ['\u{1f525}'.repeat(11), line, 'too-long'],
    ['x'.repeat(1_000_000), line, 'too-long'],
    ['a\tb', line, 'forbidden-character'],
    ['ab\u007f', line, 'forbidden-character'],
    ['ab\u0085', page, 'forbidden-character'],
    ['ab\u0000', page, 'forbidden-character'],
    ['ab\udc00', page, 'forbidden-character'],
    ['ab\u2066', page, 'forbidden-character'],
    [7, page, 'not-a-string'],
    [null, page, 'not-a-string'],
    [['ab'], page, 'not-a-string'],
  ])('is not: %j', (text, rule, fault) => expect(textFault(text, rule)).toBe(fault));
});

class Sample {
  @IsInstant()
  past!: string;

  @IsInstant({ maxFutureMs: Infinity })
  planned!: string;

  @RecordKey()
  person!: string;

  @OneOf(['a', 1])
  choice!: unknown;

  @WholeNumber(0, 9)
  count!: number;

  @FreeText(5)
  notes!: string;

  @ShortText(5, { each: true })
  tags!: string[];
}

describe('a request class', () => {
  const right = { past: '2026-03-02T08:05:00Z', planned: '2099-01-01T00:00:00Z', person: 'u-1', choice: 'a', count: 0, notes: 'a\nb', tags: ['x', 'y'] };
  const faults = (part: object): Record<string, string> => {
    validationTime.now = '2026-03-02T08:00:00.000Z';
    const errors = validateSync(plainToInstance(Sample, { ...right, ...part }));
    return Object.fromEntries(errors.map(({ property, constraints }) => [property, Object.values(constraints!)[0]!]));
  };

  it('is right', () => expect(faults({})).toEqual({}));
  it('says its own codes', () =>
    expect(faults({ past: '2026-03-02T08:05:00.001Z', planned: 'soon', person: 'a b', choice: '1', count: '0', notes: 'too long', tags: ['x', ' '] })).toEqual({
      past: 'invalid-time',
      planned: 'invalid-time',
      person: 'invalid-id',
      choice: 'unknown-value',
      count: 'not-an-integer',
      notes: 'too-long',
      tags: 'blank',
    }));
  it.each([{ count: 10 }, { count: -1 }])('has bounds: %j', (part) => expect(faults(part)).toEqual({ count: 'out-of-range' }));
  it('takes times in their one form', () => expect(plainToInstance(Sample, { past: '2026-03-02T09:00:00+01:00' }).past).toBe('2026-03-02T08:00:00.000Z'));
});
