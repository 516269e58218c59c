import fc from 'fast-check';
import { binOf, binsOf, exactQuantile, mergeSketches, relativeError, sketchQuantiles } from './sketch';

const qs = [0, 0.5, 0.75, 0.9, 0.95, 1];
const durations = fc.array(fc.oneof(fc.nat(300), fc.nat(86_400_000), fc.nat(2_000_000_000), fc.constant(0)), { minLength: 1, maxLength: 60 });
const settings = { seed: 20_260_302, numRuns: 1_000 };

it('every quantile lies within the stated error of the exact one', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const estimates = sketchQuantiles(mergeSketches([], values.map(binOf)), values.length, sorted[0]!, sorted.at(-1)!, qs);
      qs.forEach((q, index) => {
        const exact = exactQuantile(sorted, q);
        expect(Math.abs(estimates[index]! - exact)).toBeLessThanOrEqual(exact * relativeError + 1);
      });
    }),
    settings,
  );
});

it('the longest times there are stay within it too', () => {
  const century = 100 * 365 * 86_400_000;
  const [median] = sketchQuantiles(mergeSketches([], [binOf(century)]), 1, 0, Number.MAX_SAFE_INTEGER, [0.5]);
  expect(Math.abs(median! - century)).toBeLessThanOrEqual(century * relativeError);
});

it('parts merge to the sketch of the whole, in any order and grouping', () => {
  fc.assert(
    fc.property(durations, durations, durations, (a, b, c) => {
      const whole = mergeSketches([], [...a, ...b, ...c].map(binOf));
      const [first, second, third] = [a, b, c].map((part) => mergeSketches([], part.map(binOf)));
      expect(mergeSketches([mergeSketches([third!, first!]), second!])).toEqual(whole);
      expect(mergeSketches([first!, second!, third!])).toEqual(whole);
    }),
    settings,
  );
});

it('keeps every count of every bin', () => {
  fc.assert(
    fc.property(durations, (values) => {
      const bins = [...values, ...values.slice(0, 5)].map(binOf).sort((a, b) => a - b);
      const counted = [...Map.groupBy(bins, (bin) => bin)].map(([bin, same]) => [bin, same.length]);
      expect(binsOf(mergeSketches([], bins))).toEqual(counted);
    }),
    settings,
  );
  expect(binsOf(mergeSketches([]))).toEqual([]);
});

it('interpolates as type 7 does', () => {
  expect([0, 0.25, 0.5, 0.9, 1].map((q) => exactQuantile([10, 20, 30, 40], q))).toEqual([10, 18, 25, 37, 40]);
  expect(exactQuantile([7], 0.95)).toBe(7);
});
