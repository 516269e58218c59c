import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import { bucketSizes } from '../domain/buckets';
import { definitions } from '../domain/definitions';
import { dimensionNames } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import type { DurationFigure, FigureAnswer, MetricAnswer, StockFigure } from '../domain/metric-answer';
import type { MetricQuery } from '../domain/metric-query';
import { initialState, streamName } from '../domain/reporting-policy';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { RollUp } from '../rollups/roll-up';
import { eventsOf } from '../testing/incident-contracts';
import { historyFrom } from '../testing/incident-histories';
import { answerMetric } from './answer-metric';
import { InsightStore } from './insight-store';
import { listCounted, type Line, type Place } from './list-counted';
import type { FigurePart } from '../domain/figure-parts';

const minute = 60_000;
const start = Date.UTC(2026, 2, 27, 21);

const storeOf = async (lives: readonly (readonly number[])[]): Promise<InsightStore> => {
  const store = memoryReadStore();
  const facts = await store.collection<IncidentFact>(factCollection);
  const policies = await store.collection<ReportingPolicyDocument>(policyCollection);
  await policies.insert(streamName('default'), { ...initialState, rev: 0, tenant: 'default', zones: ['UTC', 'Europe/Zurich'] });
  for (const [index, choices] of lives.entries()) {
    const options = { start: new Date(start + index * 977 * minute).toISOString(), gaps: [0, 20 * minute, 300 * minute, 1600 * minute], number: `INC-${index}` };
    const events = eventsOf(`incident-default.${index}`, historyFrom(choices, options));
    await facts.insert(`incident-default.${index}`, events.reduce<IncidentFact | null>((fact, event) => ({ ...incidentFacts.evolve(fact, event), rev: event.revision }), null)!);
  }
  const rollUp = await RollUp.open(store);
  while ((await rollUp.step()) > 0);
  return InsightStore.open(store);
};

const lives = fc.array(fc.array(fc.nat(997), { minLength: 20, maxLength: 70, size: 'max' }), { minLength: 2, maxLength: 8 });
const questions = fc
  .record({
    definition: fc.constantFrom(...definitions),
    by: fc.constantFrom(null, ...dimensionNames),
    zone: fc.constantFrom('UTC', 'Europe/Zurich', 'Asia/Kathmandu', 'America/New_York'),
    bucket: fc.constantFrom(...bucketSizes),
    from: fc.integer({ min: -2_000, max: 6_000 }),
    length: fc.oneof(fc.nat(8_000), fc.nat(100)),
    step: fc.constantFrom(1, 15, 60),
  })
  .map(({ from, length, step, ...rest }): MetricQuery => {
    const begin = start + Math.floor(from / step) * step * minute;
    return { ...rest, tenant: 'default', from: begin, to: begin + Math.floor(length / step) * step * minute, exact: false, filter: null, now: start + 90 * 86_400_000 };
  });

/** Without what a sketch estimates. */
const counted = (figure: FigureAnswer): unknown => {
  const { p50: _p50, p75: _p75, p90: _p90, p95: _p95, ...rest } = figure as DurationFigure;
  return { ...rest, exclusions: [...rest.exclusions].sort((a, b) => (a.reason < b.reason ? -1 : 1)) };
};
const figuresOf = ({ total, buckets }: MetricAnswer): FigureAnswer[] =>
  [total, ...buckets].flatMap(({ figures, groups }) => [figures, ...groups.map((group) => group.figures)]);

const settings = { seed: 20_260_302, numRuns: 12 };
const asked = fc.array(questions, { minLength: 15, maxLength: 15 });

it('days, quarter hours and facts give the same figures, percentiles within the stated error', async () => {
  await fc.assert(
    fc.asyncProperty(lives, asked, async (incidents, queries) => {
      const store = await storeOf(incidents);
      for (const query of queries) {
        const ready = await answerMetric(store, query);
        const exact = await answerMetric(store, { ...query, exact: true, filter: { op: 'all' } });
        expect(figuresOf(ready).map(counted)).toEqual(figuresOf(exact).map(counted));
        const pairs = figuresOf(ready).map((figure, index) => [figure, figuresOf(exact)[index]!] as const);
        for (const [rough, fine] of query.definition.kind === 'duration' ? (pairs as unknown as [DurationFigure, DurationFigure][]) : []) {
          for (const key of ['p50', 'p75', 'p90', 'p95'] as const) {
            expect(Math.abs((rough[key] ?? -1) - (fine[key] ?? -1))).toBeLessThanOrEqual((fine[key] ?? 0) * 0.01 + 1);
          }
        }
      }
    }),
    settings,
  );
});

it('inflow minus outflow is the change of the backlog, in every bucket and group', async () => {
  await fc.assert(
    fc.asyncProperty(lives, asked, async (incidents, queries) => {
      const store = await storeOf(incidents);
      const definition = definitions.find(({ kind }) => kind === 'stock')!;
      for (const query of queries) {
        const answer = await answerMetric(store, { ...query, definition });
        const split = answer.total.groups.map((_, index) => answer.buckets.map(({ groups }) => groups[index]!));
        for (const row of [answer.buckets, ...split].map((each) => each.map(({ figures }) => figures as StockFigure))) {
          row.slice(1).forEach(({ open, inflow, outflow }, index) => expect(inflow - outflow).toBe(open! - row[index]!.open!));
        }
      }
    }),
    settings,
  );
});

const everyLine = async (store: InsightStore, query: MetricQuery, part: FigurePart, value: string | null | undefined): Promise<Line[]> => {
  const lines: Line[] = [];
  let after: Place | null = null;
  for (;;) {
    const page = await listCounted(store, { ...query, part, value, limit: 3, after });
    lines.push(...page.lines);
    if (page.next === null) return lines;
    after = page.next;
  }
};

it('a figure counts as many incidents as are listed behind it, page by page', async () => {
  await fc.assert(
    fc.asyncProperty(lives, asked, async (incidents, queries) => {
      const store = await storeOf(incidents);
      for (const query of queries) {
        const { figures: total, groups } = (await answerMetric(store, query)).total;
        const stock = query.definition.kind === 'stock';
        const listed = async (part: FigurePart, value?: string | null): Promise<number> => (await everyLine(store, query, part, value)).length;
        expect(await listed(stock ? 'stock' : 'measured')).toBe(stock ? (total as StockFigure).open : total.n);
        expect(await listed('corrected')).toBe(total.nCorrected);
        expect(await listed('open')).toBe(total.nOpen);
        expect(await listed('excluded')).toBe(total.exclusions.reduce((sum, { n }) => sum + n, 0));
        for (const { value, figures } of groups) expect(await listed(stock ? 'stock' : 'measured', value)).toBe(stock ? (figures as StockFigure).open : figures.n);
        const lines = await everyLine(store, query, stock ? 'stock' : 'measured', undefined);
        expect(new Set(lines.map(({ id, at, nth }) => `${id} ${at} ${nth}`)).size).toBe(lines.length);
        const times = lines.map(({ contribution }) => (contribution.part === 'measured' ? (contribution.ms ?? 0) : 0));
        if (query.definition.kind === 'duration') expect(times.reduce((sum, ms) => sum + ms, 0)).toBe((total as DurationFigure).sumMs);
      }
    }),
    settings,
  );
});
