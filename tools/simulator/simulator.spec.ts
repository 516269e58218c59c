import { playAll } from './campaign';
import { playPipeline } from './pipeline';
import { Random } from './random';
import { runMain } from './run-main';
import type { Shape } from './world';

const shapes: readonly Shape[] = ['embedded', 'distributed'];
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('chance', () => {
  it('is the same for the same seed and another for another', () => {
    const drawn = (seed: number): number[] => {
      const random = new Random(seed);
      return range(20).map(() => random.next());
    };
    expect(drawn(7)).toEqual(drawn(7));
    expect(new Set(range(50).map((seed) => drawn(seed).join())).size).toBe(50);
  });

  it('reaches every number it may and no other', () => {
    const random = new Random(1);
    const seen = new Set(range(2_000).map(() => random.between(3, 7)));
    expect([...seen].sort()).toEqual([3, 4, 5, 6, 7]);
    expect([random.chance(0), random.chance(1)]).toEqual([false, true]);
  });
});

describe('the command', () => {
  it('tells what was wrong, with the seed to see it again', async () => {
    const said = await runMain('--controls', '--schedules', '3');
    expect(said).toMatch(/^wrong A: increment, then commit the offset +\d of 3, first [123]$/m);
    expect(said).toMatch(/^right R4: tails, one batch, reader rule +0 of 3, first none$/m);
  }, 60_000);

  it('replays one seed step by step', async () => {
    const replay = (): Promise<string> => runMain('--shape', 'embedded', '--seed', '5', '--schedules', '1', '--trace');
    const lines = (await replay()).split('\n').slice(0, -2);
    expect((await replay()).split('\n').slice(0, -2)).toEqual(lines);
    expect(lines.length).toBeGreaterThan(100);
  }, 60_000);
});

describe('a schedule', () => {
  it.each(shapes)('is the same to the last byte for the same seed: %s', async (shape) => {
    const digests = async (): Promise<string[]> => {
      const found: string[] = [];
      for (const seed of range(10)) found.push(await (await playPipeline({ seed, shape })).digest());
      return found;
    };
    const first = await digests();
    expect(await digests()).toEqual(first);
    expect(new Set(first).size).toBe(10);
  });

  const happens: Readonly<Record<Shape, readonly [what: string, pattern: RegExp][]>> = {
    embedded: [
      ['a crash', /crashes/],
      ['a lost transaction', /loses its transaction/],
      ['a lost answer of the event store', /append .* is not answered/],
      ['a lost answer of the read store', /_v1\.\w+ is not answered/],
      ['a refused write', /is refused/],
      ['a rewind', /goes back to/],
      ['a parked stream', /parked_v1\.insert done/],
      ['another zone', /^zones .*Kathmandu/],
    ],
    distributed: [
      ['a crash', /crashes$/],
      ['a worker that comes back late', /crashes and lingers/],
      ['a lost answer of the event store', /append .* is not answered/],
      ['a lost answer of the bus', /publish \d+ is not answered/],
      ['a lost answer of the read store', /_v1\.\w+ is not answered/],
      ['a rewind', /goes back to/],
      ['a hole', /lacks/],
      ['a hole being healed', /read-key/],
      ['lanes changing hands', /lanes of/],
      ['two roll-ups', /roll-up 1#/],
      ['a parked stream', /parked_v1\.insert done/],
      ['a twin of a client', /twin of client/],
      ['a conflict', /meets a conflict/],
    ],
  };

  it.each(shapes)('does not pass for want of trouble: %s', async (shape) => {
    const seen = new Set<string>();
    await playAll(shape, range(200), (lines) => {
      for (const [what, pattern] of happens[shape]) if (!seen.has(what) && lines.some((line) => pattern.test(line))) seen.add(what);
    });
    expect(happens[shape].map(([what]) => what).filter((what) => !seen.has(what))).toEqual([]);
  }, 60_000);
});
