import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'csv-parse/sync';
import { dataFolder } from '../data-folder';
import { instant, truthRows, word, type TruthRow } from './truth';

// The command line as its users call it: all four public logs into one folder, and what comes out of it.

const found = dataFolder();
const logs = path.join(found ?? '', 'logs');
const truth = path.join(found ?? '', 'truth');
const maybe = found === null ? describe.skip : describe;
if (found === null) process.stdout.write('import-acceptance: skipped, the folder with the public logs is not here\n');

const root = path.join(__dirname, '..', '..');
const data = mkdtempSync(path.join(tmpdir(), 'firebreak-acceptance-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const firebreak = (...args: string[]): string => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin', 'firebreak.mjs'), ...args, '--data', data], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`firebreak ${args.join(' ')} ended with ${status}: ${stderr.slice(-2_000)}`);
  return stdout;
};

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

const summaryOf = (file: string, ...keys: string[]): unknown =>
  keys.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], JSON.parse(readFileSync(path.join(truth, file), 'utf8')));

const report = (metric: string, definition: string, ...more: string[]): Answer =>
  JSON.parse(firebreak('report', metric, '--definition', definition, '--from', '2009-12-28', '--to', '2024-01-01', '--json', ...more)) as Answer;

const ofSource = (rows: Answer['total'], source: string): Figures => rows.groups.find(({ value }) => value === source)!.figures;

const frequencies = (answer: Answer, source: string, name: (from: string) => string): Numbers =>
  Object.fromEntries(answer.buckets.map(({ from, groups }) => [name(from), groups.find(({ value }) => value === source)?.figures.n ?? 0] as const).filter(([, n]) => n > 0));

const month = (from: string): string => from.slice(0, 7);
const isoWeek = (from: string): string => {
  const date = Temporal.PlainDate.from(from.slice(0, 10));
  return `${date.yearOfWeek}-W${String(date.weekOfYear).padStart(2, '0')}`;
};

interface Log {
  readonly mapping: string;
  readonly source: string;
  readonly file: string;
  readonly rows: number;
  readonly cases: number;
  readonly truth: string;
  readonly expected: (row: TruthRow) => Readonly<Record<string, string>>;
  readonly exempt?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly measures: readonly (readonly [metric: string, definition: string, keys: readonly string[]])[];
  readonly frequency: readonly string[];
}

const text = (value: string | null): string => value ?? '';

const sets: readonly Log[] = [
  {
    mapping: 'servicenow-audit', source: 'servicenow', file: 'uci498_incident_event_log.csv.gz', rows: 101_045, cases: 17_136,
    truth: 'uci498_incidents.csv.gz', summary: 'uci498.json', frequency: ['public', 'opened_frequency'],
    expected: (row) => ({
      firstResolvedAt: text(instant(row['first_resolved_ev'])), lastResolvedAt: text(instant(row['last_resolved_ev'])), closedAt: text(instant(row['closed_ev'])),
      reopenCount: row['reopen_events']!, groupChangeCount: row['group_changes']!, sourcePriority: row['priority']!,
      sourceImpact: row['impact']!, sourceUrgency: row['urgency']!, category: text(word(row['category'])), group: text(word(row['group'])), problem: text(word(row['problem_id'])),
    }),
    measures: [
      ['time-to-resolve', 'first@1', ['public', 'mttr_first_resolved_event']],
      ['time-to-resolve', 'last@1', ['public', 'mttr_last_resolved_event']],
      ['time-to-close', '@1', ['public', 'to_close_event']],
    ],
  },
  {
    mapping: 'bpi2013-incidents', source: 'bpi2013-incidents', file: 'bpic2013_incidents.jsonl.gz', rows: 46_254, cases: 5_331,
    truth: 'bpic2013_incidents.csv.gz', summary: 'bpic2013.json', frequency: ['incidents', 'opened_frequency'],
    expected: (row) => ({
      openedAt: text(instant(row['opened'])), firstResolvedAt: text(instant(row['first_resolved'])), lastResolvedAt: text(instant(row['last_resolved'])), closedAt: text(instant(row['closed'])),
      reopenCount: row['reopen_count']!, groupChangeCount: row['group_moves']!, sourceImpact: row['impact']!, group: text(word(row['owner'])),
    }),
    // Closed, and resolved once more: in the truth file that ends its closure, here a closure stands until a reopening.
    exempt: { '1-736504398': 'closedAt' },
    measures: [
      ['time-to-resolve', 'first@1', ['incidents', 'opened_to_first_resolved']],
      ['time-to-resolve', 'last@1', ['incidents', 'opened_to_last_resolved']],
    ],
  },
  {
    mapping: 'bpi2014-activity', source: 'bpi2014-activity', file: 'bpic2014_incident_activity.csv.gz', rows: 74_879, cases: 7_459,
    truth: 'bpic2014_activity_incidents.csv.gz', summary: 'bpic2014_activity.json', frequency: ['A_activity', 'opened_frequency'],
    expected: (row) => ({
      ...(row['opened'] === '' ? {} : { openedAt: text(instant(row['opened'])) }), firstResolvedAt: text(instant(row['resolved'])), closedAt: text(instant(row['closed'])),
      reopenCount: row['reopen_count']!, groupChangeCount: row['group_moves']!, category: row['km']!,
    }),
    measures: [['time-to-resolve', 'first@1', ['A_activity', 'opened_to_first_resolved_or_closed']]],
  },
  {
    mapping: 'statuspage', source: 'statuspage', file: 'github_incidents.jsonl.gz', rows: 2_568, cases: 1_282,
    truth: 'github_status_a.csv.gz', summary: 'github_status.json', frequency: ['A_public', 'opened_frequency'],
    expected: (row) => ({ openedAt: text(instant(row['opened'])), firstResolvedAt: text(instant(row['resolved'])), lastResolvedAt: text(instant(row['resolved'])), sourceImpact: row['impact']!, reopenCount: '0' }),
    measures: [['time-to-resolve', 'first@1', ['A_public', 'mttr']]],
  },
];

/** What two imports of the same cases have in common: everything but ids, numbers, and when it was recorded. */
const historyDigest = (): string => {
  const db = new DatabaseSync(path.join(data, 'events.db'), { readOnly: true });
  const digest = createHash('sha256');
  const rows = db.prepare("SELECT stream, revision, type, json_remove(data, '$.number') AS data, metadata ->> 'occurredAt' AS at FROM events WHERE category IN ('incident', 'catalog') ORDER BY stream, revision");
  for (const row of rows.iterate()) digest.update(JSON.stringify(row));
  db.close();
  return digest.digest('hex');
};

const importAll = (): readonly Readonly<Record<string, unknown>>[] =>
  sets.map(({ file, mapping }) => JSON.parse(firebreak('import', path.join(logs, file), '--mapping', mapping, '--json')) as Readonly<Record<string, unknown>>);

maybe('the four public logs on the command line', () => {
  jest.setTimeout(900_000);
  let first: ReturnType<typeof importAll>;

  beforeAll(() => {
    first = importAll();
  });

  it('are read whole, and the counts reconcile', () => {
    expect(first.map(({ rows, cases, appendedCases, refusedRows, refusedCases }) => ({ rows, cases, appendedCases, refusedRows, refusedCases }))).toEqual(
      sets.map(({ rows, cases }) => ({ rows, cases, appendedCases: cases, refusedRows: 0, refusedCases: 0 })),
    );
  });

  it('come out as the truth files have them, every case', () => {
    const exported = parse(firebreak('export', 'incidents', '--format', 'csv'), { columns: true }) as Record<string, string>[];
    const cases = new Map(exported.map((row) => [`${row['source']} ${row['externalId']}`, row]));
    const differing = sets.flatMap(({ source, truth: file, expected, exempt }) =>
      [...truthRows(found!, file)].flatMap(([caseId, row]) =>
        Object.entries(expected(row)).flatMap(([field, value]) => {
          const got = cases.get(`${source} ${caseId}`)?.[field];
          return got === value || exempt?.[caseId] === field ? [] : [`${source} ${caseId} ${field}: ${got} instead of ${value}`];
        }),
      ),
    );
    expect({ count: differing.length, some: differing.slice(0, 5), cases: cases.size }).toEqual({ count: 0, some: [], cases: 31_208 });
  });

  it('give the sums, the counts and the percentiles of the summaries', () => {
    const wanted = [...new Set(sets.flatMap(({ measures }) => measures.map(([metric, definition]) => `${metric} ${definition}`)))];
    for (const [metric, definition] of wanted.map((each) => each.split(' ') as [string, string])) {
      const rolled = report(metric, definition, '--by', 'source', '--bucket', 'month');
      const exact = report(metric, definition, '--by', 'source', '--bucket', 'month', '--exact');
      for (const { source, summary, measures } of sets) {
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

  it('open as often a month and an ISO week as the summaries say', () => {
    const monthly = report('frequency', 'opened@1', '--by', 'source', '--bucket', 'month');
    const weekly = report('frequency', 'opened@1', '--by', 'source', '--bucket', 'week');
    for (const { source, summary, frequency } of sets) {
      const expected = summaryOf(summary, ...frequency) as { readonly monthly: Numbers; readonly weekly_iso?: Numbers };
      const nonZero = (numbers: Numbers): Numbers => Object.fromEntries(Object.entries(numbers).filter(([, n]) => n > 0));
      expect({ source, ...frequencies(monthly, source, month) }).toEqual({ source, ...nonZero(expected.monthly) });
      if (expected.weekly_iso) expect({ source, ...frequencies(weekly, source, isoWeek) }).toEqual({ source, ...nonZero(expected.weekly_iso) });
    }
  });

  it.each([
    ['source.priority', 'by_priority'],
    ['source.impact', 'by_impact'],
    ['source.urgency', 'by_urgency'],
  ])('are counted by %s as the summary has it', (dimension, key) => {
    const { total } = report('frequency', 'opened@1', '--by', dimension, '--q', 'source:servicenow');
    const expected = summaryOf('uci498.json', 'public', key) as Readonly<Record<string, number | { readonly count: number }>>;
    expect(Object.fromEntries(total.groups.map(({ value, figures }) => [value, figures.n]))).toEqual(
      Object.fromEntries(Object.entries(expected).map(([value, counted]) => [value, typeof counted === 'number' ? counted : counted.count])),
    );
  });

  it('change nothing when they are imported again, and the store verifies', () => {
    const before = historyDigest();
    const again = importAll();
    expect(again.map(({ events, unchangedCases }) => ({ events, unchangedCases }))).toEqual(sets.map(({ cases }) => ({ events: 0, unchangedCases: cases })));
    expect(historyDigest()).toBe(before);
    expect(firebreak('verify')).toContain('every hash, id, position and head holds');
  });
});
