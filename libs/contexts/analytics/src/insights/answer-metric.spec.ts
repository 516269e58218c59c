import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import type { CountFigure, DurationFigure, MetricAnswer, RatioFigure, StockFigure } from '../domain/metric-answer';
import { readMetricQuery, type MetricParameters } from '../domain/metric-query';
import { initialState, streamName } from '../domain/reporting-policy';
import type { IncidentFact } from '../domain/incident-fact';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { RollUp } from '../rollups/roll-up';
import * as given from '../testing/incident-contracts';
import { eventsOf, type Step } from '../testing/incident-contracts';
import { answerMetric } from './answer-metric';
import { InsightStore } from './insight-store';

const now = '2026-06-01T00:00:00.000Z';

/** Insights over some incidents, rolled up; zones beside UTC are reporting zones. */
const world = async (zones: readonly string[], ...incidents: readonly (readonly Step[])[]): Promise<InsightStore> => {
  const store = memoryReadStore();
  const facts = await store.collection<IncidentFact>(factCollection);
  const policies = await store.collection<ReportingPolicyDocument>(policyCollection);
  await policies.insert(streamName('default'), { ...initialState, rev: 0, tenant: 'default', zones: ['UTC', ...zones] });
  for (const [index, steps] of incidents.entries()) {
    const events = eventsOf(`incident-default.${index}`, steps);
    await facts.insert(`incident-default.${index}`, events.reduce<IncidentFact | null>((fact, event) => ({ ...incidentFacts.evolve(fact, event), rev: event.revision }), null)!);
  }
  const rollUp = await RollUp.open(store);
  while ((await rollUp.step()) > 0);
  return InsightStore.open(store);
};

const ask = (store: InsightStore, metric: string, parameters: MetricParameters): Promise<MetricAnswer> =>
  answerMetric(store, readMetricQuery('default', metric, parameters, initialState, now, null));

const resolvedIn = (opened: string, minutes: number, data: Record<string, unknown> = {}): readonly Step[] => [
  given.logged(opened, data),
  given.resolved(new Date(Date.parse(opened) + minutes * 60_000).toISOString()),
];

const march = { from: '2026-03-01', to: '2026-04-01' };
const durations = ({ buckets }: MetricAnswer): DurationFigure[] => buckets.map(({ figures }) => figures as DurationFigure);
const minutes = (ms: number | null): number | null => (ms === null ? null : ms / 60_000);

describe('the known traps', () => {
  it('the mean of a range is no mean of daily means', async () => {
    const store = await world([], resolvedIn('2026-03-02T08:00:00.000Z', 100), resolvedIn('2026-03-03T08:00:00.000Z', 10), resolvedIn('2026-03-03T09:00:00.000Z', 10));
    const answer = await ask(store, 'time-to-restore', { from: '2026-03-02', to: '2026-03-04' });
    expect(durations(answer).map(({ meanMs }) => minutes(meanMs))).toEqual([100, 10]);
    expect(minutes((answer.total.figures as DurationFigure).meanMs)).toBe(40);
  });

  it('an empty bucket has no mean, not a mean of zero', async () => {
    const answer = await ask(await world([], resolvedIn('2026-03-02T08:00:00.000Z', 0)), 'time-to-restore', { from: '2026-03-02', to: '2026-03-04' });
    expect(durations(answer)).toMatchObject([
      { n: 1, meanMs: 0, p50: 0 },
      { n: 0, meanMs: null, minMs: null, maxMs: null, p50: null, p95: null },
    ]);
  });

  it('opening to closing includes the timer, and the definition says so', async () => {
    const closed = [...resolvedIn('2026-03-02T08:00:00.000Z', 60), given.closed('2026-03-07T09:00:00.000Z', { by: 'timer' })];
    const answer = await ask(await world([], closed), 'time-to-close', march);
    expect(minutes((answer.total.figures as DurationFigure).sumMs)).toBe(60 + 5 * 1440);
    expect(answer.definition.description).toContain('auto-close timers');
  });

  it.each([
    ['UTC', [1, 0]],
    ['Europe/Zurich', [0, 1]],
    ['America/New_York', [1, 0]],
  ])('the month depends on the zone: %s', async (zone, expected) => {
    const store = await world(['Europe/Zurich'], resolvedIn('2026-03-31T22:10:00.000Z', 5));
    const answer = await ask(store, 'time-to-restore', { zone, bucket: 'month', from: '2026-03-01', to: '2026-05-01' });
    expect(answer.buckets.map(({ figures }) => figures.n)).toEqual(expected);
  });

  it('an attribute is read as it is now, also for what happened before', async () => {
    const recategorized = [...resolvedIn('2026-03-02T08:00:00.000Z', 60, { service: 'mail' }), given.categorized('2026-03-20T08:00:00.000Z', { service: 'vpn', late: true })];
    const answer = await ask(await world([], recategorized), 'time-to-restore', { by: 'service', bucket: 'month', ...march });
    expect(answer.total.groups).toMatchObject([{ value: 'vpn', figures: { n: 1 } }]);
    expect(answer.definition.attribution).toBe('latest');
  });

  it('median and mean part on a heavy tail, so both are answered', async () => {
    const store = await world([], ...[1, 2, 3, 4, 5_000].map((length) => resolvedIn('2026-03-02T08:00:00.000Z', length)));
    const { total: { figures } } = await ask(store, 'time-to-restore', { ...march, exact: true });
    expect([minutes((figures as DurationFigure).p50), minutes((figures as DurationFigure).meanMs)]).toEqual([3, 1002]);
  });

  it('open incidents are counted where they began, so that recent buckets do not look fast', async () => {
    const store = await world([], resolvedIn('2026-03-02T08:00:00.000Z', 10), [given.logged('2026-03-02T09:00:00.000Z')]);
    expect((await ask(store, 'time-to-resolve', { from: '2026-03-02', to: '2026-03-03' })).total.figures).toMatchObject({ n: 1, nOpen: 1 });
  });
});

describe('an answer', () => {
  it('says what it is: definition, clock, zone, population, exclusions, corrections and bases', async () => {
    const odd = [given.logged('2026-03-02T08:00:00.000Z', { openedAtInferred: true }), given.resolved('2026-03-02T09:00:00.000Z')];
    const fixed = [...resolvedIn('2026-03-02T08:00:00.000Z', 10), given.corrected('2026-03-03T08:00:00.000Z', { which: 'opened', at: '2026-03-02T07:00:00.000Z' })];
    const answer = await ask(await world([], odd, fixed), 'time-to-restore', march);
    expect(answer).toMatchObject({ metric: 'time-to-restore', clock: 'wall', zone: 'UTC', population: 'roots', exact: false, relativeError: 0.01 });
    expect(answer.definition).toMatchObject({ id: '1', version: 1, name: 'time-to-restore @1' });
    expect(answer.total.figures).toMatchObject({
      n: 1,
      nCorrected: 1,
      exclusions: [{ reason: 'opened-inferred', n: 1 }],
      basis: { start: { opened: 1 }, end: { resolved: 1 } },
    });
  });

  it('has every group in every bucket, none first', async () => {
    const store = await world([], resolvedIn('2026-03-02T08:00:00.000Z', 10, { service: 'vpn' }), resolvedIn('2026-03-03T08:00:00.000Z', 10));
    const answer = await ask(store, 'time-to-restore', { by: 'service', from: '2026-03-02', to: '2026-03-04' });
    expect(answer.buckets.map(({ groups }) => groups.map(({ value, figures }) => [value, figures.n]))).toEqual([
      [[null, 0], ['vpn', 1]],
      [[null, 1], ['vpn', 0]],
    ]);
  });

  it('counts with an exact Poisson interval', async () => {
    const answer = await ask(await world([], resolvedIn('2026-03-02T08:00:00.000Z', 10)), 'frequency', { ...march, definition: 'opened@1' });
    const { n, interval } = answer.total.figures as CountFigure;
    expect(n).toBe(1);
    expect(interval.lower).toBeCloseTo(0.0253, 4);
    expect(interval.upper).toBeCloseTo(5.5716, 4);
  });

  it('gives no reopen rate for a cohort younger than the window, but its size', async () => {
    const early = [...resolvedIn('2026-03-02T08:00:00.000Z', 10), given.reopened('2026-03-05T08:00:00.000Z')];
    const store = await world([], early, resolvedIn('2026-03-02T08:00:00.000Z', 10), resolvedIn('2026-05-20T08:00:00.000Z', 10));
    const answer = await ask(store, 'reopen-rate', { bucket: 'month', from: '2026-03-01', to: '2026-06-01' });
    expect(answer.buckets.map(({ figures }) => figures as RatioFigure).map(({ n, ratio, nYoung }) => [n, ratio, nYoung])).toEqual([
      [2, 0.5, 0],
      [0, null, 0],
      [1, null, 1],
    ]);
    expect(answer.total.figures).toMatchObject({ n: 3, hits: 1, ratio: 0.5, nYoung: 1 });
  });

  it('counts a continuation by another incident as a reopening', async () => {
    const late = [given.logged('2026-03-20T08:00:00.000Z', { reopens: 'incident-default.0' })];
    const store = await world([], [...resolvedIn('2026-03-02T08:00:00.000Z', 10), given.closed('2026-03-07T08:00:00.000Z')], late);
    expect((await ask(store, 'reopen-rate', march)).total.figures).toMatchObject({ n: 1, hits: 1, ratio: 1 });
  });

  it('knows the backlog of before the range, and keeps a cancelled one until it was', async () => {
    const cancelled = [given.logged('2026-02-10T08:00:00.000Z'), given.cancelled('2026-03-02T08:00:00.000Z')];
    const store = await world([], cancelled, [given.logged('2026-02-11T08:00:00.000Z', { service: 'mail' })], resolvedIn('2026-03-01T08:00:00.000Z', 10));
    const answer = await ask(store, 'backlog', { from: '2026-03-01', to: '2026-03-04', by: 'service' });
    expect(answer.buckets.map(({ figures }) => figures as StockFigure).map(({ open, inflow, outflow }) => [open, inflow, outflow])).toEqual([
      [2, 1, 1],
      [1, 0, 1],
      [1, 0, 0],
    ]);
    expect(answer.total.groups).toMatchObject([{ value: null, figures: { open: 0 } }, { value: 'mail', figures: { open: 1 } }]);
  });

  it('has no backlog for what is to come', async () => {
    const answer = await ask(await world([], [given.logged('2026-05-31T08:00:00.000Z')]), 'backlog', { from: '2026-05-31', to: '2026-06-03' });
    expect(answer.buckets.map(({ figures }) => figures as StockFigure).map(({ open }) => open)).toEqual([1, 1, null]);
  });

  it('comes from the facts where a zone has seconds in its offset', async () => {
    const store = await world([], resolvedIn('1971-05-05T00:40:00.000Z', 0), resolvedIn('1971-05-05T00:50:00.000Z', 0));
    const answer = await ask(store, 'frequency', { zone: 'Africa/Monrovia', from: '1971-05-04', to: '1971-05-06' });
    expect(answer.buckets.map(({ from, figures }) => [from, figures.n])).toEqual([
      ['1971-05-04T00:44:30.000Z', 1],
      ['1971-05-05T00:44:30.000Z', 1],
    ]);
  });
});

describe('a question that has no answer', () => {
  const refused = (metric: string, parameters: MetricParameters): unknown => {
    try {
      return readMetricQuery('default', metric, parameters, initialState, now, null);
    } catch (error) {
      return (error as { code: string }).code;
    }
  };

  it.each([
    ['mttr', {}, 'unknown-metric'],
    ['backlog', { definition: '2' }, 'unknown-definition'],
    ['backlog', { bucket: 'fortnight' }, 'unknown-bucket'],
    ['backlog', { by: 'colour' }, 'unknown-dimension'],
    ['backlog', { zone: 'Mars/Phobos' }, 'invalid-zone'],
    ['backlog', { from: '2026-03-02', to: '2026-03-01' }, 'invalid-range'],
    ['backlog', { from: '2026-02-30' }, 'invalid-range'],
    ['backlog', { from: '2026-03-01T00:00:00' }, 'invalid-range'],
    ['backlog', { from: '1926-03-01', to: '2026-03-01' }, 'range-too-long'],
  ])('%s %j is refused as such', (metric, parameters, code) => {
    expect(refused(metric, parameters)).toBe(code);
  });

  it.each(['1', '@1', 'first@1', 'first@1-excluding-holds', 'first-excluding-holds@1'])('the definition %s is known by this spelling', (definition) => {
    const metric = definition.startsWith('first') ? 'time-to-resolve' : 'time-to-restore';
    expect(refused(metric, { definition })).toMatchObject({ definition: { metric } });
  });

  it('without a range means the last ninety days', () => {
    expect(refused('backlog', {})).toMatchObject({ from: Date.parse('2026-03-03T00:00:00Z'), to: Date.parse('2026-06-01T00:15:00Z') });
  });
});
