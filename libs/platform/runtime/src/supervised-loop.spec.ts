import { every, SupervisedLoop, type LoopOptions } from './supervised-loop';

const untilAborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

const loopOver = (step: () => Promise<number>, more: Partial<LoopOptions> = {}): { readonly loop: SupervisedLoop; readonly errors: unknown[] } => {
  const errors: unknown[] = [];
  const loop = new SupervisedLoop({ name: 'loop', step, idle: untilAborted, onProgress: () => undefined, onError: (_name, error) => errors.push(error), ...more });
  return { loop, errors };
};

describe('a supervised loop', () => {
  it('steps until nothing is left, rests, and steps again when woken', async () => {
    const work = [3, 2, 0];
    let steps = 0;
    const { loop } = loopOver(async () => {
      steps += 1;
      return work.shift() ?? 0;
    });
    loop.start();
    await loop.whenIdle();
    expect(work).toEqual([]);
    const before = steps;
    work.push(1);
    await loop.whenIdle();
    expect(steps).toBeGreaterThan(before);
    expect(work).toEqual([]);
    await loop.stop();
  });

  it('does not answer idle from a round that began before it was asked', async () => {
    let release: (done: number) => void = () => undefined;
    let asked = 0;
    const { loop } = loopOver(() => {
      asked += 1;
      return asked === 1 ? new Promise<number>((resolve) => (release = resolve)) : Promise.resolve(0);
    });
    loop.start();
    const idle = loop.whenIdle();
    release(0);
    await idle;
    expect(asked).toBeGreaterThan(1);
    await loop.stop();
  });

  it('reports an error, says so while it lasts, and goes on', async () => {
    let failing = true;
    let failed: () => void = () => undefined;
    const once = new Promise<void>((resolve) => (failed = resolve));
    const { loop, errors } = loopOver(async () => {
      if (!failing) return 0;
      failing = false;
      throw new TypeError('no');
    }, { onError: (_name, error) => { errors.push(error); failed(); } });
    loop.start();
    await once;
    expect(loop.failures).toBe(1);
    expect(loop.lastError).toContain('no');
    await loop.whenIdle();
    expect(loop.lastError).toBeNull();
    expect(errors).toHaveLength(1);
    await loop.stop();
  });

  it('lets the step in hand finish when it is stopped, and leaves nobody waiting', async () => {
    let finish: (done: number) => void = () => undefined;
    const { loop } = loopOver(() => new Promise<number>((resolve) => (finish = resolve)));
    loop.start();
    const idle = loop.whenIdle();
    let stopped = false;
    const stopping = loop.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect(stopped).toBe(false);
    finish(1);
    await Promise.all([stopping, idle]);
    expect(stopped).toBe(true);
  });
});

describe('every so often', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const restAfter = async (took: number): Promise<number> => {
    const { step, idle } = every(1_000, async () => {
      await jest.advanceTimersByTimeAsync(took);
      return 0;
    });
    await step();
    const before = performance.now();
    const resting = idle(new AbortController().signal).then(() => performance.now() - before);
    await jest.runAllTimersAsync();
    return resting;
  };

  it.each([[0, 1_000], [300, 700], [950, 100], [5_000, 100]])('a step of %i ms is followed by a rest of %i ms', async (took, rest) => {
    expect(await restAfter(took)).toBe(rest);
  });
});
