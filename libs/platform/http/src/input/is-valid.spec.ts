import 'reflect-metadata';
import fc from 'fast-check';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsDefined, IsObject, IsOptional, IsString, MaxLength, ValidateIf, ValidateNested, validateSync } from 'class-validator';
import { isValid } from './is-valid';
import { toInstance } from './to-instance';
import { FreeText, IsInstant, MayBeAbsent, OneOf, ShortText, Title, validationTime, WholeNumber } from './validators';

class Inner {
  @ShortText(10)
  name!: unknown;

  @IsOptional()
  @WholeNumber(1, 3)
  level?: unknown;
}

class Base {
  @Title()
  title!: unknown;
}

class Outer extends Base {
  @IsOptional()
  @FreeText(20)
  text?: unknown;

  @MayBeAbsent()
  @OneOf(['a', 'b'])
  kind?: unknown;

  @IsOptional()
  @IsInstant()
  at?: unknown;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(2)
  @ShortText(5, { each: true })
  tags?: unknown;

  @MayBeAbsent()
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => Inner)
  inner?: unknown;

  @MayBeAbsent()
  @ValidateNested({ each: true })
  @Type(() => Inner)
  inners?: unknown;
}

/** A rule of its own that stands on a condition. */
class Conditional {
  @IsString({ validateIf: (_object, value) => value !== 7 })
  @MaxLength(3)
  text!: unknown;
}

class Unchecked {
  anything!: unknown;
}

const strictly = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, stopAtFirstError: true };
const agrees = (object: object): boolean => validateSync(object, strictly).length === 0;

const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
const mostly = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> => fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: json });
const inner = fc.record({ name: mostly(fc.string({ maxLength: 11 })), level: mostly(fc.integer({ min: 0, max: 3 })) }, { requiredKeys: ['name'] });
const right = {
  title: mostly(fc.constant('Card payments')),
  text: mostly(fc.string({ maxLength: 21 })),
  kind: mostly(fc.constantFrom('a', 'b')),
  at: mostly(fc.constant('2026-03-05T10:11:12Z')),
  tags: mostly(fc.array(fc.string({ maxLength: 6 }), { maxLength: 2 })),
  inner: mostly(inner),
};
const wrong = { inners: mostly(fc.array(inner, { maxLength: 2 })), toString: json, other: json };
const outer = fc.oneof(fc.record(right, { requiredKeys: ['title'] }), fc.record({ ...right, ...wrong }, { requiredKeys: [] }));

beforeAll(() => {
  validationTime.now = '2026-03-05T10:11:12.000Z';
});

describe('a planned validation', () => {
  it('says yes only where the library finds nothing', () => {
    let yes = 0;
    fc.assert(
      fc.property(outer, (value) => {
        const object = toInstance(Outer, value);
        if (!isValid(object)) return;
        yes += 1;
        expect(agrees(object)).toBe(true);
      }),
      { seed: 20_260_302, numRuns: 3_000 },
    );
    expect(yes).toBeGreaterThan(100);
  });

  it.each<[object]>([
    [{ title: 'Card payments' }],
    [{ title: 'Card payments', text: null, kind: 'b', at: '2026-03-05T10:11:12Z', tags: ['x', 'y'] }],
    [{ title: 'Card payments', inner: { name: 'n', level: 2 } }],
  ])('is sure of %j', (value) => {
    const object = toInstance(Outer, value);
    expect([isValid(object), agrees(object)]).toEqual([true, true]);
  });

  it.each<[object]>([
    [{}],
    [{ title: 'Card payments', other: 1 }],
    [{ title: 'Card payments', toString: 1 }],
    [{ title: 'Card payments', kind: null }],
    [{ title: 'Card payments', tags: ['x', 'y', 'z'] }],
    [{ title: 'Card payments', tags: ['too long'] }],
    [{ title: 'Card payments', inner: { name: 'n', level: 4 } }],
    [{ title: 'Card payments', inner: { name: 'n', more: 4 } }],
  ])('is not of %j', (value) => expect(isValid(toInstance(Outer, value))).toBe(false));

  it('leaves to the library what only the library can judge', () => {
    expect(isValid(toInstance(Conditional, { text: 'abc' }))).toBe(false);
    expect(isValid(toInstance(Unchecked, {}))).toBe(false);
  });

  it('obeys a condition', () => {
    class Either {
      @ValidateIf((object: Either) => object.kind === 'a')
      @ShortText(3)
      value?: unknown;

      @OneOf(['a', 'b'])
      kind!: unknown;
    }
    expect([{ kind: 'b' }, { kind: 'a' }, { kind: 'a', value: 'abc' }].map((value) => isValid(toInstance(Either, value)))).toEqual([true, false, true]);
  });
});
