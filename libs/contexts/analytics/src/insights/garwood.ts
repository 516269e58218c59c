/** An exact Poisson interval, as Garwood has it: for any true mean, at most 2.5 % of what is seen lies beyond either end. */
export interface PoissonInterval {
  readonly lower: number;
  readonly upper: number;
}

const tail = 0.025;
const z = 1.959963984540054;

/** By Stirling's series, after a shift to where it is exact to the last digit. */
const logGamma = (x: number): number => {
  let at = x;
  let shift = 0;
  for (; at < 12; at += 1) shift += Math.log(at);
  const square = 1 / (at * at);
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / at;
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - shift;
};

/** The regularised lower incomplete gamma function P(a, x). */
const gammaP = (a: number, x: number): number => {
  if (x <= 0) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let k = a + 1; term > sum * 1e-15; k += 1) sum += term *= x / k;
    return sum * scale;
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let k = 1, step = 0; Math.abs(step - 1) > 1e-15 && k < 10_000; k += 1) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    step = d * c;
    fraction *= step;
  }
  return 1 - scale * fraction;
};

/** The x at which P(a, x) = p: half a chi-square quantile of 2a degrees of freedom. */
const gammaQuantile = (a: number, p: number): number => {
  const guess = a * (1 - 1 / (9 * a) + ((p < 0.5 ? -z : z) / 3) * Math.sqrt(1 / a)) ** 3;
  let low = 0;
  let high = Math.max(guess, a) * 2 + 20;
  let x = Math.max(guess, 1e-9);
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step += 1) {
    const miss = gammaP(a, x) - p;
    if (miss > 0) high = x;
    else low = x;
    const slope = Math.exp((a - 1) * Math.log(x) - x - logGamma(a));
    const next = x - miss / slope;
    if (Math.abs(next - x) <= 1e-12 * x) return next;
    x = next > low && next < high ? next : (low + high) / 2;
  }
  return x;
};

const known = new Map<number, PoissonInterval>();

const intervalOf = (n: number): PoissonInterval => ({ lower: n === 0 ? 0 : gammaQuantile(n, tail), upper: gammaQuantile(n + 1, 1 - tail) });

/** The 95 % interval of a count. */
export const poissonInterval = (n: number): PoissonInterval => {
  let interval = known.get(n);
  if (interval) return interval;
  interval = intervalOf(n);
  if (known.size >= 10_000) known.clear();
  known.set(n, interval);
  return interval;
};
