import 'reflect-metadata';
import fc from 'fast-check';
import { plainToInstance, Transform, Type } from 'class-transformer';
import { toInstance } from './to-instance';

class Leaf {
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toUpperCase() : value))
  code!: unknown;
  plain!: unknown;
}

class Branch extends Leaf {
  @Type(() => Leaf)
  leaf!: unknown;

  @Type(() => Leaf)
  leaves!: unknown;

  @Transform(({ value }: { value: unknown }) => [value])
  wrapped!: unknown;
}

// plainToInstance loses properties that are named like those of every object.
const inherited = new RegExp(`"(${Object.getOwnPropertyNames(Object.prototype).join('|')})":`);
const json = fc.jsonValue({ maxDepth: 2 }).filter((value) => !inherited.test(JSON.stringify(value)));
const leaf = fc.record({ code: json, plain: json }, { requiredKeys: [] });

describe('an instance of a request class', () => {
  it('is what plainToInstance makes', () => {
    const nested = { leaf: fc.oneof(leaf, json), leaves: fc.oneof(fc.array(leaf), json) };
    const branch = fc.record({ code: json, plain: json, wrapped: json, other: json, ...nested }, { requiredKeys: [] });
    fc.assert(
      fc.property(branch, (value) => {
        const [ours, theirs] = [toInstance(Branch, value), plainToInstance(Branch, value)];
        expect(JSON.stringify(ours)).toBe(JSON.stringify(theirs));
        expect([ours instanceof Branch, ours.leaf instanceof Leaf]).toEqual([true, theirs.leaf instanceof Leaf]);
      }),
      { seed: 20_260_302, numRuns: 500 },
    );
  });

  it('takes over what no decorator speaks of, without a copy', () => {
    const cases = [{ steps: [1, 2, 3] }];
    expect((toInstance(Leaf, { plain: cases }) as Leaf).plain).toBe(cases);
  });
});
