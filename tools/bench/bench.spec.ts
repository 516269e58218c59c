import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { benchArguments } from './arguments';
import { fullSizes, quickSizes } from './bench';
import { keepResults, withResults } from './documents';
import { busySpan, historyOf } from './history';
import { atMost, percentile, rate, type Measurement } from './measure';
import type { BenchResult } from './results';
import { timeline } from './timeline';

const ids = ['P1', 'P2', 'Import'];
const control = { name: 'bare append', value: 2_000, unit: 'requests/s' };
const machine = { cores: 2, processor: 'a | b', memoryGiB: 24, system: 'Linux x64', node: 'v26', loadBefore: 0.1 };
const result = (id: string, ...measurements: Measurement[]): BenchResult => ({ id, title: 'some', takenAt: '2026-03-05T10:11:12.000Z', quick: false, machine, measurements });

describe('the arguments', () => {
  it('name benches in any case and a size', () => {
    expect(benchArguments(['--quick', '--only', 'p1,import'], ids)).toMatchObject({ only: ['P1', 'Import'], quick: true, write: false, sizes: quickSizes });
    expect(benchArguments(['--events', '10000000'], ids)).toMatchObject({ only: [], sizes: { ...fullSizes, events: 10_000_000 } });
  });
});

describe('a measurement', () => {
  it('reaches its goal or does not', () => {
    expect(rate('x', 1_400, 'requests/s', control, 0.7, '')).toMatchObject({ ratio: 0.7, reached: true });
    expect(rate('x', 1_399, 'requests/s', control, 0.7, '')).toMatchObject({ reached: false });
    expect(rate('x', 1, 'requests/s', control, null, '')).toMatchObject({ goal: null, reached: null });
    expect(atMost('x', 30, 'ms', 30, '')).toMatchObject({ reached: true, ratio: null });
    expect(atMost('x', 31, 'ms', 30, '')).toMatchObject({ reached: false });
  });

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
  });
});

describe('the page', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'firebreak-results-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const page = (): string => readFileSync(path.join(folder, 'benchmarks.md'), 'utf8');

  it('keeps what was written around the results, and results of benches that did not run', () => {
    writeFileSync(path.join(folder, 'benchmarks.md'), 'before\n<!-- written by npm run bench -- --write: begin -->\nold\n<!-- end -->\nafter\n');
    keepResults(folder, [result('P2', rate('rebuild', 100, 'events/s', control, 0.25, 'small'))], ids);
    keepResults(folder, [result('P1', rate('commands', 1_500, 'requests/s', control, 0.7, '4 | 5'))], ids);
    const lines = page().split('\n');
    expect([lines[0], lines.at(-2)]).toEqual(['before', 'after']);
    expect(lines).not.toContain('old');
    expect(lines.filter((line) => /^\| (commands|rebuild) /.test(line))).toEqual([
      '| commands | 1,500 requests/s | bare append: 2,000 requests/s | 0.75 | at least 0.7 x control | yes | 4 \\| 5 |',
      '| rebuild | 100 events/s | bare append: 2,000 requests/s | 0.05 | at least 0.25 x control | **no** | small |',
    ]);
    const kept = JSON.parse(readFileSync(path.join(folder, 'benchmarks.json'), 'utf8')) as BenchResult[];
    expect(kept.map(({ id }) => id)).toEqual(['P1', 'P2']);
  });

  it('is not written without its marks', () => {
    expect(() => withResults('nothing', [])).toThrow('has lost the marks');
  });

  it('of the repository has them', () => {
    const text = readFileSync(path.join(__dirname, '..', '..', 'docs', 'benchmarks.md'), 'utf8');
    expect(withResults(text, [])).toContain('## What is compared');
  });
});

describe('the made-up history', () => {
  it('tells whole lives in order of time', () => {
    const span = busySpan(200);
    const events = [...timeline(span)];
    expect(events.map(({ recordedAt }) => recordedAt)).toEqual(events.map(({ recordedAt }) => recordedAt).sort());
    const told = Map.groupBy(events, ({ stream }) => stream);
    const whole = Array.from({ length: 200 }, (_, index) => historyOf(index, span));
    expect(new Map([...told].map(([stream, each]) => [stream, each.map(({ type, revision }) => `${revision} ${type}`)]))).toEqual(
      new Map(whole.map(({ stream, steps }) => [stream, steps.map(({ type }, revision) => `${revision} ${type}`)])),
    );
  });
});
