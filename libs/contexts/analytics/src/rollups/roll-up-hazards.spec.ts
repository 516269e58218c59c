import { plusMillis, type Instant, type ReadStore } from '@firebreak/event-sourcing';
import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import { findDefinition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { streamName } from '../domain/reporting-policy';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { categorized, eventsOf, logged, resolved, type Step } from '../testing/incident-contracts';
import { dayFigures } from './day-rows';
import { dayCollection, dayDocumentId, daySeries, type DayDocument } from './documents';
import { RollUp } from './roll-up';

const opened = findDefinition('frequency', 'opened@1')!;
const kathmandu = 'Asia/Kathmandu';

const tell = async (store: ReadStore, stream: string, ...steps: readonly Step[]): Promise<void> => {
  const facts = await store.collection<IncidentFact>(factCollection);
  for (const event of eventsOf(stream, steps)) {
    const before = await facts.get(stream);
    if ((before?.rev ?? -1) >= event.revision) continue;
    const after = { ...incidentFacts.evolve(before, event), rev: event.revision };
    await (before ? facts.replace(stream, { rev: before.rev }, after) : facts.insert(stream, after));
  }
};

const report = async (store: ReadStore, rev: number, ...zones: readonly string[]): Promise<void> => {
  const policies = await store.collection<ReportingPolicyDocument>(policyCollection);
  const doc = { rev, tenant: 'default', version: rev + 1, zones, defaults: {} };
  await (rev === 0 ? policies.insert(streamName('default'), doc) : policies.replace(streamName('default'), { rev: rev - 1 }, doc));
};

const settle = async (store: ReadStore, steps = Infinity): Promise<void> => {
  const rollUp = await RollUp.open(store, { definitions: [opened] });
  for (let step = 0; step < steps && (await rollUp.step()) > 0; step += 1);
};

const countOn = async (store: ReadStore, day: string): Promise<number> => {
  const days = await store.collection<DayDocument>(dayCollection);
  const document = await days.get(dayDocumentId(daySeries('default', opened, kathmandu, null), day));
  return (document ? dayFigures(document, null)[0]?.[1] : undefined) ?? 0;
};

// One UTC day, two days in Nepal.
const morning: Instant = '2026-03-05T09:00:00.000Z';
const evening: Instant = '2026-03-05T22:00:00.000Z';

describe('a zone that is named while something is dirty', () => {
  it('knows every quarter hour of the day, not only the dirty ones', async () => {
    const store = memoryReadStore();
    await tell(store, 'incident-default.1', logged(morning));
    await tell(store, 'incident-default.2', logged(evening));
    await settle(store);
    await report(store, 0, 'UTC', kathmandu);
    await tell(store, 'incident-default.1', logged(morning), categorized(morning, { service: 'mail' }));
    await settle(store);
    expect([await countOn(store, '2026-03-05'), await countOn(store, '2026-03-06')]).toEqual([1, 1]);
  });

  it('knows what changed while it was not named, once it is named again', async () => {
    const store = memoryReadStore();
    await report(store, 0, 'UTC', kathmandu);
    await tell(store, 'incident-default.1', logged(morning));
    await settle(store);
    await report(store, 1, 'UTC');
    await tell(store, 'incident-default.2', logged(evening));
    await settle(store, 1);
    await report(store, 2, 'UTC', kathmandu);
    await settle(store);
    expect([await countOn(store, '2026-03-05'), await countOn(store, '2026-03-06')]).toEqual([1, 1]);
  });
});

it('reads nothing outside of the batch that it writes in: what it saw may be lost again', async () => {
  const outside: string[] = [];
  let depth = 1;
  const inner = memoryReadStore({ step: (label) => Promise.resolve(depth === 0 ? void outside.push(label) : undefined) });
  const store: ReadStore = {
    ...inner,
    batch: async (work) => {
      depth += 1;
      try {
        return await work();
      } finally {
        depth -= 1;
      }
    },
  };
  await tell(store, 'incident-default.1', logged(morning));
  const rollUp = await RollUp.open(store, { definitions: [opened] });
  depth = 0;
  expect(await rollUp.step()).toBe(1);
  expect(await rollUp.step()).toBe(0);
  expect(outside).toEqual([]);
});

it('counts an incident otherwise once another one continues it, also when it remembers it', async () => {
  const [lastingStore, freshStore] = [memoryReadStore(), memoryReadStore()];
  const lasting = await RollUp.open(lastingStore);
  const stories: readonly (readonly [string, ...Step[]])[] = [
    ['incident-default.1', logged(morning), resolved(plusMillis(morning, 600_000))],
    ['incident-default.2', logged(plusMillis(morning, 3_600_000), { reopens: '1' })],
  ];
  for (const [stream, ...steps] of stories) {
    await tell(lastingStore, stream, ...steps);
    while ((await lasting.step()) > 0);
    await tell(freshStore, stream, ...steps);
  }
  const fresh = await RollUp.open(freshStore);
  while ((await fresh.step()) > 0);
  const figures = async (store: ReadStore): Promise<unknown> =>
    (await (await store.collection<DayDocument>(dayCollection)).find({ filter: { op: 'all' } })).map(({ id, doc }) => [id, dayFigures(doc, null)]);
  expect(await figures(lastingStore)).toEqual(await figures(freshStore));
});
