import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { PublicLog } from './public-logs';
import { truthRows } from './truth';

/** A command of the command line, to its end; what it said. */
export type CommandLine = (...args: string[]) => Promise<string>;

type Numbers = Readonly<Record<string, number>>;

interface Measure {
  readonly n: number;
  readonly sum_s: number;
  readonly median_h: number;
  readonly p75_h: number;
  readonly p90_h: number;
  readonly p95_h: number;
}

interface Figures {
  readonly n: number;
  readonly sumMs: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
}

interface Answer {
  readonly total: { readonly groups: readonly { readonly value: string | null; readonly figures: Figures }[] };
  readonly buckets: readonly { readonly from: string; readonly groups: readonly { readonly value: string | null; readonly figures: Figures }[] }[];
}


const ofSource = (rows: Answer['total'], source: string): Figures => rows.groups.find(({ value }) => value === source)!.figures;

const frequencies = (answer: Answer, source: string, name: (from: string) => string): Numbers =>
  Object.fromEntries(answer.buckets.map(({ from, groups }) => [name(from), groups.find(({ value }) => value === source)?.figures.n ?? 0] as const).filter(([, n]) => n > 0));

const month = (from: string): string => from.slice(0, 7);
const isoWeek = (from: string): string => {
  const date = Temporal.PlainDate.from(from.slice(0, 10));
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
};

export type Summary = Readonly<Record<string, unknown>>;

export const importLog = async (firebreak: CommandLine, folder: string, { file, mapping }: PublicLog): Promise<Summary> =>
  JSON.parse(await firebreak('import', path.join(folder, 'logs', file), '--mapping', mapping, '--json')) as Summary;

export const importAll = async (firebreak: CommandLine, folder: string, logs: readonly PublicLog[]): Promise<readonly Summary[]> => {
  const summaries: Summary[] = [];
  for (const log of logs) summaries.push(await importLog(firebreak, folder, log));
  return summaries;
};

export interface Imported {
  readonly firebreak: CommandLine;
  /** With `logs` and `truth`. */
  readonly folder: string;
  readonly logs: readonly PublicLog[];
}

/** The tests that hold for any shape in which the logs have been imported. */
export const comparesWithTheTruth = ({ firebreak, folder, logs }: Imported): void => {
  const summaryOf = (file: string, ...keys: string[]): unknown =>
    keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], JSON.parse(readFileSync(path.join(folder, 'truth', file), 'utf8')));
  const report = async (metric: string, definition: string, ...more: string[]): Promise<Answer> =>
    JSON.parse(await firebreak('report', metric, '--definition', definition, '--from', '2009-12-28', '--to', '2024-01-01', '--json', ...more)) as Answer;

  it('come out as the truth files have them, every case', async () => {
    const exported = parse(await firebreak('export', 'incidents', '--format', 'csv'), { columns: true }) as Record<string, string>[];
    const cases = new Map(exported.map((row) => [`${row['source']} ${row['externalId']}`, row]));
    const differing = logs.flatMap(({ source, truth: file, expected, exempt }) =>
      [...truthRows(folder, file)].flatMap(([caseId, row]) =>
        Object.entries(expected(row)).flatMap(([field, value]) => {
          const got = cases.get(`${source} ${caseId}`)?.[field];
          return got === value || exempt?.[caseId] === field ? [] : [`${source} ${caseId} ${field}: ${got} instead of ${value}`];
        }),
      ),
    );
    expect({ count: differing.length, some: differing.slice(0, 5), cases: cases.size }).toEqual({ count: 0, some: [], cases: logs.reduce((sum, log) => sum + log.cases, 0) });
  });

  it('give the sums, the counts and the percentiles of the summaries', async () => {
    const wanted = [...new Set(logs.flatMap(({ measures }) => measures.map(([metric, definition]) => `${metric} ${definition}`)))];
    for (const [metric, definition] of wanted.map((each) => each.split(' ') as [string, string])) {
      const rolled = await report(metric, definition, '--by', 'source', '--bucket', 'month');
      const exact = await report(metric, definition, '--by', 'source', '--bucket', 'month', '--exact');
      for (const { source, summary, measures } of logs) {
        const keys = measures.find((each) => each[0] === metric && each[1] === definition)?.[2];
        if (!keys) continue;
        const expected = summaryOf(summary, ...keys) as Measure;
        const [got, precise] = [ofSource(rolled.total, source), ofSource(exact.total, source)];
        for (const figures of [got, precise]) expect({ metric, source, n: figures.n, sumMs: figures.sumMs }).toEqual({ metric, source, n: expected.n, sumMs: Math.round(expected.sum_s * 1_000) });
        for (const [ours, theirs] of [['p50', 'median_h'], ['p75', 'p75_h'], ['p90', 'p90_h'], ['p95', 'p95_h']] as const) {
          expect(Math.abs(precise[ours] / 3_600_000 - expected[theirs])).toBeLessThanOrEqual(0.000_001);
          expect(Math.abs(got[ours] - expected[theirs] * 3_600_000)).toBeLessThanOrEqual(0.01 * expected[theirs] * 3_600_000 + 1);
        }
      }
    }
  });

  it('open as often a month and an ISO week as the summaries say', async () => {
    const monthly = await report('frequency', 'opened@1', '--by', 'source', '--bucket', 'month');
    const weekly = await report('frequency', 'opened@1', '--by', 'source', '--bucket', 'week');
    for (const { source, summary, frequency } of logs) {
      const expected = summaryOf(summary, ...frequency) as { readonly monthly: Numbers; readonly weekly_iso?: Numbers };
      const nonZero = (numbers: Numbers): Numbers => Object.fromEntries(Object.entries(numbers).filter(([, n]) => n > 0));
      expect({ source, ...frequencies(monthly, source, month) }).toEqual({ source, ...nonZero(expected.monthly) });
      if (expected.weekly_iso) expect({ source, ...frequencies(weekly, source, isoWeek) }).toEqual({ source, ...nonZero(expected.weekly_iso) });
    }
  });

  const servicenow = logs.some(({ source }) => source === 'servicenow');
  (servicenow ? it.each : it.skip.each)([
    ['source.priority', 'by_priority'],
    ['source.impact', 'by_impact'],
    ['source.urgency', 'by_urgency'],
  ])('are counted by %s as the summary has it', async (dimension, key) => {
    const { total } = await report('frequency', 'opened@1', '--by', dimension, '--q', 'source:servicenow');
    const expected = summaryOf('uci498.json', 'public', key) as Readonly<Record<string, number | { readonly count: number }>>;
    expect(Object.fromEntries(total.groups.map(({ value, figures }) => [value, figures.n]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([value, counted]) => [value, typeof counted === 'number' ? counted : counted.count])),
    );
  });
};
