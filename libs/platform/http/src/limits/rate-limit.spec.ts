import { RateLimit } from './rate-limit';

let now = 0;
const limit = (): RateLimit => new RateLimit({ perSecond: 10, burst: 3 }, () => now);
beforeEach(() => (now = 0));

describe('a rate', () => {
  it('has a burst, then its pace', () => {
    const rate = limit();
    expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([0, 0, 0, 0.1]);
    now = 100;
    expect([rate.take('a'), rate.take('a')]).toEqual([0, 0.1]);
  });

  it('is one for each', () => {
    const rate = limit();
    for (let each = 0; each < 4; each += 1) rate.take('a');
    expect([rate.wait('a'), rate.take('b')]).toEqual([0.1, 0]);
  });

  it('never saves up more than its burst', () => {
    const rate = limit();
    rate.take('a');
    now = 3_600_000;
    expect([rate.take('a'), rate.take('a'), rate.take('a'), rate.take('a')]).toEqual([0, 0, 0, 0.1]);
  });

  it('takes nothing by looking', () => {
    const rate = limit();
    expect([rate.wait('a'), rate.wait('a'), rate.wait('a'), rate.wait('a'), rate.take('a')]).toEqual([0, 0, 0, 0, 0]);
  });

  it('remembers no more than ten thousand, and those in use longest', () => {
    const rate = limit();
    for (let each = 0; each < 4; each += 1) rate.take('busy');
    now = 299;
    for (let each = 0; each < 10_000; each += 1) rate.take(`k${each}`);
    expect(rate.wait('k0')).toBe(0);
    for (let each = 0; each < 3; each += 1) rate.take('k9999');
    expect(rate.wait('k9999')).toBeCloseTo(0.1);
  });
});
