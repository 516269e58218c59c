import { poissonInterval } from './garwood';

/** Published tables of exact Poisson limits, 95 %, two-sided. */
const table: readonly (readonly [n: number, lower: number, upper: number])[] = [
  [0, 0, 3.6889],
  [1, 0.0253, 5.5716],
  [2, 0.2422, 7.2247],
  [3, 0.6187, 8.7673],
  [4, 1.0899, 10.2416],
  [5, 1.6235, 11.6683],
  [10, 4.7954, 18.3904],
  [20, 12.2165, 30.8884],
  [50, 37.1110, 65.9188],
  [100, 81.3640, 121.6268],
];

it.each(table)('a count of %i lies between %d and %d', (n, lower, upper) => {
  const interval = poissonInterval(n);
  expect(interval.lower).toBeCloseTo(lower, 3);
  expect(interval.upper).toBeCloseTo(upper, 3);
});

/** P(X >= n) and P(X <= n) by adding up, in logarithms so that large means do not vanish. */
const poisson = (mean: number, from: number, to: number): number => {
  let sum = 0;
  let log = -mean;
  for (let k = 0; k <= to; k += 1) {
    if (k > 0) log += Math.log(mean) - Math.log(k);
    if (k >= from) sum += Math.exp(log);
  }
  return sum;
};

it.each([1, 7, 68, 100, 400, 2_500, 17_136])('both tails of %i hold exactly 2.5 %%', (n) => {
  const { lower, upper } = poissonInterval(n);
  expect(1 - poisson(lower, 0, n - 1)).toBeCloseTo(0.025, 8);
  expect(poisson(upper, 0, n)).toBeCloseTo(0.025, 8);
});

it('answers for a million in order', () => {
  const { lower, upper } = poissonInterval(1_000_000);
  expect(lower).toBeCloseTo(1_000_000 - 1960 + 0.95, -1);
  expect(upper).toBeCloseTo(1_000_000 + 1960 + 1.95, -1);
});
