import path from 'node:path';
import type { CommandMeta, DomainEvent, NewEvent } from '@firebreak/event-sourcing';
import { casePrefix, fileSource, loadMapping, readCases, type MappedCase } from '@firebreak/importing';
import { importIncident, incidentAggregate, type ImportIncident, type Incident } from '@firebreak/incident';
import { dataFolder } from '../data-folder';
import { figuresOf, type Figures } from './figures';
import { firstIllegal } from './legal';
import { instant, truthMeasure, truthRows, word, type TruthRow } from './truth';

const found = dataFolder();
const folder = found ?? '';
const maybe = found === null ? describe.skip : describe;
if (found === null) process.stdout.write('import-truth: skipped, the folder with the public logs is not here\n');

const matrix = { version: 0, policy: { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] } } as ImportIncident['data']['matrix'];
const meta: CommandMeta = {
  tenant: 'default',
  actor: { id: 'importer', roles: ['administrator'], groups: [] },
  onBehalfOf: null,
  correlationId: 'import',
  causationId: null,
  origin: 'imported',
  now: '2026-01-01T00:00:00.000Z',
  idempotency: null,
};

type Event = NewEvent<DomainEvent>;

const decide = (mapped: MappedCase, state: Incident): readonly Event[] =>
  importIncident({ type: 'ImportIncident', data: { case: mapped, number: 'INC-1', matrix }, meta }, state);

const stateAfter = (events: readonly Event[], before: Incident = incidentAggregate.initialState): Incident =>
  events.reduce(
    (state, each, revision) =>
      incidentAggregate.evolve(state, { ...each, occurredAt: each.occurredAt, recordedAt: meta.now, actor: '', origin: 'imported', provenance: each.provenance, revision } as Parameters<typeof incidentAggregate.evolve>[1]),
    before,
  );

/** The first step, the first half, then all of it: what comes out has to be what one import gives. */
const inParts = (mapped: MappedCase): readonly Event[] => {
  const early = mapped.steps[0]?.at ?? '';
  const half = mapped.steps[Math.floor(mapped.steps.length / 2)]?.at ?? '';
  const events: Event[] = [];
  let state = incidentAggregate.initialState;
  for (const part of [casePrefix(mapped, early), casePrefix(mapped, half), mapped, mapped]) {
    const more = part ? decide(part, state) : [];
    state = stateAfter(more, state);
    events.push(...more);
  }
  return events;
};

interface CaseSet {
  readonly mapping: string;
  readonly log: string;
  readonly truth: string;
  readonly cases: number;
  readonly steps: number;
  readonly expected: (row: TruthRow) => Partial<Figures>;
  /** Measures of the summary, by the figure that ends each. */
  readonly sums: readonly (readonly [keyof Figures, readonly string[]])[];
  readonly summary: string;
  /** Where the truth's rule is another than ours, by case and figure. */
  readonly exempt?: Readonly<Record<string, keyof Figures>>;
}

const sets: readonly CaseSet[] = [
  {
    mapping: 'servicenow-audit',
    log: 'uci498_incident_event_log.csv.gz',
    truth: 'uci498_incidents.csv.gz',
    summary: 'uci498.json',
    cases: 17_136,
    steps: 101_045,
    expected: (row) => ({
      openedAt: instant(row['opened']),
      firstResolvedAt: instant(row['first_resolved_ev']),
      lastResolvedAt: instant(row['last_resolved_ev']),
      closedAt: instant(row['closed_ev']),
      reopenCount: Number(row['reopen_events']),
      groupChangeCount: Number(row['group_changes']),
      sourcePriority: word(row['priority']),
      sourceImpact: word(row['impact']),
      sourceUrgency: word(row['urgency']),
      impact: Number(row['impact']?.[0]),
      category: word(row['category']),
      subcategory: word(row['subcategory']),
      group: word(row['group']),
      configurationItem: word(row['cmdb_ci']),
      problem: word(row['problem_id']),
      notes: word(row['closed_code']) ?? '',
    }),
    sums: [
      ['firstResolvedAt', ['public', 'mttr_first_resolved_event']],
      ['lastResolvedAt', ['public', 'mttr_last_resolved_event']],
      ['closedAt', ['public', 'to_close_event']],
    ],
  },
  {
    mapping: 'bpi2013-incidents',
    log: 'bpic2013_incidents.jsonl.gz',
    truth: 'bpic2013_incidents.csv.gz',
    summary: 'bpic2013.json',
    cases: 5_331,
    steps: 46_254,
    expected: (row) => ({
      openedAt: instant(row['opened']),
      firstResolvedAt: instant(row['first_resolved']),
      lastResolvedAt: instant(row['last_resolved']),
      closedAt: instant(row['closed']),
      reopenCount: Number(row['reopen_count']),
      groupChangeCount: Number(row['group_moves']),
      sourceImpact: word(row['impact']),
      service: word(row['product']),
      group: word(row['owner']),
    }),
    sums: [
      ['firstResolvedAt', ['incidents', 'opened_to_first_resolved']],
      ['lastResolvedAt', ['incidents', 'opened_to_last_resolved']],
    ],
    // Closed, and resolved once more: its last word is no closure in the truth file; here a closure stands until a reopening.
    exempt: { '1-736504398': 'closedAt' },
  },
  {
    mapping: 'bpi2014-activity',
    log: 'bpic2014_incident_activity.csv.gz',
    truth: 'bpic2014_activity_incidents.csv.gz',
    summary: 'bpic2014_activity.json',
    cases: 7_459,
    steps: 74_879,
    expected: (row) => ({
      openedAt: instant(row['opened']),
      firstResolvedAt: instant(row['resolved']),
      closedAt: instant(row['closed']),
      reopenCount: Number(row['reopen_count']),
      groupChangeCount: Number(row['group_moves']),
      category: word(row['km']),
    }),
    sums: [['firstResolvedAt', ['A_activity', 'opened_to_first_resolved_or_closed']]],
  },
  {
    mapping: 'statuspage',
    log: 'github_incidents.jsonl.gz',
    truth: 'github_status_a.csv.gz',
    summary: 'github_status.json',
    cases: 1_282,
    steps: 2_568,
    expected: (row) => ({
      openedAt: instant(row['opened']),
      firstResolvedAt: instant(row['resolved']),
      lastResolvedAt: instant(row['resolved']),
      reopenCount: 0,
      sourceImpact: word(row['impact']),
    }),
    sums: [['lastResolvedAt', ['A_public', 'mttr']]],
  },
];

interface Outcome {
  readonly differing: readonly string[];
  readonly unlike: readonly string[];
  readonly illegal: readonly string[];
  readonly silentSteps: number;
  readonly figures: readonly Figures[];
  readonly report: { readonly steps: number; readonly cases: number; readonly refused: number; readonly rows: number; readonly unmapped: readonly unknown[] };
}

const outcomes = new Map<string, Promise<Outcome>>();

const compare = async ({ mapping, log, truth, expected, exempt }: CaseSet): Promise<Outcome> => {
  const rows = truthRows(folder, truth);
  const { cases, report } = await readCases([fileSource(path.join(folder, 'logs', log), log)], loadMapping(mapping));
  const differing: string[] = [];
  const unlike: string[] = [];
  const illegal: string[] = [];
  const figures: Figures[] = [];
  let silentSteps = 0;
  let index = 0;
  for (const mapped of cases()) {
    const events = decide(mapped, incidentAggregate.initialState);
    const told = new Set(events.map(({ provenance }) => provenance?.step));
    silentSteps += mapped.steps.length - told.size;
    const got = figuresOf(events);
    figures.push(got);
    const fault = firstIllegal(events);
    if (fault !== null) illegal.push(`${mapped.caseId} ${fault}`);
    const row = rows.get(mapped.caseId);
    if (!row) differing.push(`${mapped.caseId} is not in the truth file`);
    for (const [figure, value] of Object.entries(row ? expected(row) : {}) as [keyof Figures, unknown][]) {
      if (got[figure] !== value && exempt?.[mapped.caseId] !== figure) differing.push(`${mapped.caseId} ${figure}: ${String(got[figure])} instead of ${String(value)}`);
    }
    // Every case would take a minute; the rule is the same for all.
    if ((index += 1) % 10 === 0 && JSON.stringify(inParts(mapped)) !== JSON.stringify(events)) unlike.push(mapped.caseId);
  }
  return { differing, unlike, illegal, silentSteps, figures, report };
};

const outcomeOf = (set: CaseSet): Promise<Outcome> => {
  const known = outcomes.get(set.mapping) ?? compare(set);
  outcomes.set(set.mapping, known);
  return known;
};

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;

maybe.each(sets)('the public log of $mapping', (set) => {
  it('comes out as the truth file has it, every case', async () => {
    const { differing, report } = await outcomeOf(set);
    expect({ cases: report.cases, steps: report.steps, rows: report.rows, refused: report.refused, unmapped: report.unmapped }).toEqual({
      cases: set.cases,
      steps: set.steps,
      rows: set.steps,
      refused: 0,
      unmapped: [],
    });
    expect({ count: differing.length, some: differing.slice(0, 10) }).toEqual({ count: 0, some: [] });
  });

  it('gives the sums of the summary', async () => {
    const { figures } = await outcomeOf(set);
    for (const [figure, keys] of set.sums) {
      const ended = figures.flatMap(({ openedAt, [figure]: end }) => (openedAt !== null && end !== null ? [secondsBetween(openedAt, end as string)] : []));
      const { n, sum_s: sum } = truthMeasure(folder, set.summary, ...keys);
      expect({ keys, n: ended.length, sum: Math.round(ended.reduce((a, b) => a + b, 0) * 1000) }).toEqual({ keys, n, sum: Math.round(sum * 1000) });
    }
  });

  it('is a legal history of the machine, in the order of time', async () => {
    expect((await outcomeOf(set)).illegal.slice(0, 10)).toEqual([]);
  });

  it('leaves no step without an event', async () => {
    expect((await outcomeOf(set)).silentSteps).toBe(0);
  });

  it('is the same history when it comes in parts', async () => {
    expect((await outcomeOf(set)).unlike).toEqual([]);
  });
});
