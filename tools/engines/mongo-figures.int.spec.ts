import { createHash } from 'node:crypto';
import { answerMetric, definitions, factCollection, incidentFacts, InsightStore, RollUp, type IncidentFact } from '@firebreak/analytics';
import { hasCode, Parking, Projector, type ProjectedEvent, type ReadStore } from '@firebreak/event-sourcing';
import { fixedClock, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { historyOf, historyStart } from '../bench/history';
import { eventOf } from '../bench/timeline';
import { startSecantus } from './mongo-secantus';
import { usingEngine } from './using-engine';

const span = { incidents: 120, days: 4 };
const dayMs = 86_400_000;

const events = (): ProjectedEvent[] =>
  Array.from({ length: span.incidents }, (_, index) => {
    const history = historyOf(index, span);
    return history.steps.map((_, revision) => eventOf(history, revision, index * 10 + revision));
  })
    .flat()
    .sort((a, b) => (a.recordedAt < b.recordedAt ? -1 : a.recordedAt > b.recordedAt ? 1 : a.revision - b.revision));

const pagesOf = <T>(items: readonly T[], size: number): T[][] => Array.from({ length: Math.ceil(items.length / size) }, (_, page) => items.slice(page * size, (page + 1) * size));

const projectorOf = async (store: ReadStore): Promise<Projector<IncidentFact>> =>
  Projector.open<IncidentFact>(incidentFacts, store, { readFrom: () => Promise.resolve([]) }, await Parking.open(store, fixedClock()));

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Every fact and every figure a question can have, in one value. */
const whatIsThere = async (store: ReadStore): Promise<{ readonly facts: string; readonly figures: string; readonly count: number }> => {
  const facts = await (await store.collection<IncidentFact>(factCollection)).find({ filter: { op: 'all' } });
  const insights = await InsightStore.open(store);
  const answers: unknown[] = [];
  for (const definition of definitions) {
    for (const by of [null, 'service', 'priority', 'group'] as const) {
      const range = { from: historyStart, to: historyStart + 9 * dayMs, now: historyStart + 90 * dayMs };
      const { total, buckets } = await answerMetric(insights, { tenant: 'default', definition, by, zone: 'UTC', bucket: 'day', exact: false, filter: null, ...range });
      answers.push({ total, buckets });
    }
  }
  const sorted = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(sorted) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])) : value;
  return { facts: digest(sorted(facts)), figures: digest(sorted(answers)), count: facts.length };
};

const settle = async (rollUp: RollUp): Promise<void> => {
  while ((await rollUp.step()) > 0);
};

describe('facts and figures over the MongoDB protocol', () => {
  const engine = usingEngine(startSecantus);

  it('are those of the store in memory: two workers, repeats, and a server that is killed on the way', async () => {
    const memory = memoryReadStore();
    await (await projectorOf(memory)).apply(events());
    await settle(await RollUp.open(memory));
    const expected = await whatIsThere(memory);
    expect(expected.count).toBe(span.incidents);
    expect((await whatIsThere(memoryReadStore())).figures).not.toBe(expected.figures);

    const { db, close } = await openReadMongo(engine.current.url, { database: 'figures', selectionMs: 1_000 });
    const store = mongoReadStore(db);
    let working = 2;
    // As a subscription does it: what failed is done again from the start, by what the documents say.
    const worker = async (): Promise<void> => {
      let projector = await projectorOf(store);
      const rollUp = await RollUp.open(store);
      const pages = pagesOf(events(), 60);
      for (let page = 0; page < pages.length; ) {
        try {
          await projector.apply(pages[page]!);
          await rollUp.step();
          page += 1;
        } catch (error) {
          if (!hasCode(error, 'read-store-unavailable')) throw error;
          projector = await projectorOf(store).catch(() => projector);
          page = Math.max(0, page - 1);
        }
      }
      await settle(rollUp);
      working -= 1;
    };
    const facts = await store.collection<IncidentFact>(factCollection);
    const workingWhenKilled = async (): Promise<number> => {
      while ((await facts.count({ op: 'all' })) < span.incidents / 3);
      await engine.current.kill();
      const left = working;
      await engine.current.restart();
      return left;
    };
    const [left] = await Promise.all([workingWhenKilled(), worker(), worker()]);
    expect(left).toBe(2);
    await settle(await RollUp.open(store));
    expect(await whatIsThere(store)).toEqual(expected);
    await close();
  }, 120_000);
});
