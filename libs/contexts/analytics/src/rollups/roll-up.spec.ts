import { streamParts, type Collection, type ProjectedEvent, type ReadStore } from '@firebreak/event-sourcing';
import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import { dimensionNames, dimensionValue, type Dimension } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import { streamName } from '../domain/reporting-policy';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import { policyCollection, type ReportingPolicyDocument } from '../reporting-policy.projection';
import { eventsOf, type Step } from '../testing/incident-contracts';
import { historyFrom } from '../testing/incident-histories';
import { definitions, type Definition } from '../domain/definitions';
import { dayFigures, slotFigures } from './day-rows';
import { dayCollection, dayDocumentId, daySeries, slotCollection, slotDocumentId, type DayDocument, type SlotDocument } from './documents';
import { RollUp } from './roll-up';
import { binOf, binsOf } from './sketch';

type Row = readonly unknown[];

interface Series {
  readonly definition: Definition;
  readonly by: Dimension | null;
}

const seriesOf = (wanted: readonly Definition[]): Series[] => wanted.flatMap((definition) => [null, ...dimensionNames].map((by) => ({ definition, by })));

const minute = 60_000;
const zones = ['Asia/Kathmandu', 'Europe/Zurich', 'UTC'];

/** A day before summer time begins in Europe. */
const storyOf = (index: number, choices: readonly number[]): readonly Step[] =>
  historyFrom(choices, {
    start: new Date(Date.UTC(2026, 2, 27, 21) + (index * 7919 * minute) % (3 * 86_400_000)).toISOString(),
    gaps: [0, minute, 20 * minute, 5 * 60 * minute, 26 * 60 * minute],
    number: `INC-${index}`,
    earlier: Array.from({ length: index }, (_, each) => `incident-default.${each}`),
  });

const stories = fc
  .array(fc.array(fc.nat(997), { minLength: 10, maxLength: 60, size: 'max' }), { minLength: 1, maxLength: 5 })
  .map((lives) => lives.map((choices, index) => eventsOf(`incident-default.${index}`, storyOf(index, choices))));

class World {
  private constructor(
    readonly store: ReadStore,
    readonly facts: Collection<IncidentFact>,
    readonly policies: Collection<ReportingPolicyDocument>,
  ) {}

  static async make(step?: (label: string) => Promise<void>): Promise<World> {
    const store = memoryReadStore(step ? { step } : {});
    return new World(store, await store.collection(factCollection), await store.collection(policyCollection));
  }

  async report(...named: readonly string[]): Promise<void> {
    const id = streamName('default');
    const doc = { rev: 0, tenant: 'default', version: 1, zones: named, defaults: {} };
    const before = await this.policies.get(id);
    await (before ? this.policies.replace(id, { rev: before.rev }, { ...doc, rev: before.rev + 1 }) : this.policies.insert(id, doc));
  }

  /** As the projector does it: read, fold, write on the revision that was read. */
  async apply(event: ReturnType<typeof eventsOf>[number]): Promise<void> {
    const before = await this.facts.get(event.stream);
    const after = { ...incidentFacts.evolve(before, event), rev: event.revision };
    if (!(await (before ? this.facts.replace(event.stream, { rev: before.rev }, after) : this.facts.insert(event.stream, after)))) throw new Error('raced');
  }

  async settle(wanted: readonly Definition[] = definitions, lasting?: RollUp): Promise<void> {
    const rollUp = lasting ?? (await RollUp.open(this.store, { definitions: wanted }));
    while ((await rollUp.step()) > 0);
  }
}

const plain = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

interface Naive {
  readonly at: number;
  readonly value: string | null;
  readonly part: string;
  readonly ms: number | null;
  readonly counts: readonly string[];
}

/** Everything that counts in a series, straight from the facts. */
const countedIn = (series: Series, facts: ReadonlyMap<string, IncidentFact>): Naive[] =>
  [...facts].flatMap(([stream, fact]) => {
    const continuing = [...facts.values()].filter(({ reopens, cancelled }) => reopens === streamParts(stream).id && cancelled === null);
    const continuedAt = continuing.length > 0 ? Math.min(...continuing.map(({ opened }) => Date.parse(opened))) : null;
    return contributionsOf(series.definition, timelineOf(fact, continuedAt)).map((each) => ({
      at: each.at,
      value: dimensionValue(fact.dims, series.by),
      part: each.part,
      ms: each.part === 'measured' ? each.ms : null,
      counts:
        each.part === 'measured' ? [...each.tags, ...(each.corrected ? ['corrected'] : [])] : [each.part === 'excluded' ? `excluded:${each.reason}` : each.part],
    }));
  });

const figureOf = (counted: readonly Naive[]): Row => {
  const measured = counted.filter(({ part }) => part === 'measured');
  const times = measured.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const bins = times.map(binOf).sort((a, b) => a - b);
  const counts = counted.flatMap((each) => each.counts);
  return [
    measured.length,
    times.reduce((sum, ms) => sum + ms, 0),
    times.length > 0 ? Math.min(...times) : null,
    times.length > 0 ? Math.max(...times) : null,
    [...new Set(bins)].map((bin) => [bin, bins.filter((other) => other === bin).length]),
    Object.fromEntries([...new Set(counts)].sort().map((key) => [key, counts.filter((other) => other === key).length])),
  ];
};

const sortedCounts = (row: Row): Row => [...row.slice(0, -2), binsOf(row.at(-2) as string), Object.fromEntries(Object.entries(row.at(-1) as object).sort(([a], [b]) => (a < b ? -1 : 1)))];

/** Figures by a key and the value of the dimension. */
const figuresBy = (counted: readonly Naive[], keyOf: (at: number) => readonly unknown[]): readonly string[] =>
  plain([...Map.groupBy(counted, ({ at, value }) => JSON.stringify([...keyOf(at), value]))].map(([key, group]) => [...(JSON.parse(key) as Row), ...figureOf(group)]));

const compareWithFacts = async ({ store, facts }: World, wanted: readonly Definition[] = definitions): Promise<void> => {
  const slots = await (await store.collection<SlotDocument>(slotCollection)).find({ filter: { op: 'all' } });
  const days = await (await store.collection<DayDocument>(dayCollection)).find({ filter: { op: 'all' } });
  const found = new Map((await facts.find({ filter: { op: 'all' } })).map(({ id, doc }) => [id, doc]));
  expect([...found.values()].flatMap(({ dirty }) => dirty)).toEqual([]);
  expect(slots.every(({ id, doc }) => id === slotDocumentId(doc.tenant, doc.day))).toBe(true);
  for (const series of seriesOf(wanted)) {
    const { definition, by } = series;
    const counted = countedIn(series, found);
    expect(plain(slots.flatMap(({ doc }) => slotFigures(doc, definition, by).map((row) => [doc.day, ...sortedCounts(row)])))).toEqual(
      figuresBy(counted, (at) => [new Date(at).toISOString().slice(0, 10), Math.floor((at % 86_400_000) / 900_000)]),
    );
    for (const zone of zones) {
      const name = daySeries('default', definition, zone, by);
      const local = days.filter(({ id, doc }) => doc.series === name && id === dayDocumentId(name, doc.day));
      expect(plain(local.flatMap(({ doc }) => dayFigures(doc, by).map((row) => [doc.day, ...sortedCounts(row)])))).toEqual(
        figuresBy(counted, (at) => [Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate().toString()]),
      );
    }
  }
};

const settings = { seed: 20_260_302, numRuns: 6, endOnFailure: true };

it('at rest every figure equals the naive count over the facts, whatever happened in between', async () => {
  await fc.assert(
    fc.asyncProperty(stories, fc.infiniteStream(fc.nat(9)), async (histories, luck) => {
      const world = await World.make();
      await world.report(...zones);
      const lasting = await RollUp.open(world.store);
      const queues = histories.map((events) => [...events]);
      while (queues.some((queue) => queue.length > 0)) {
        const left = queues.filter((queue) => queue.length > 0);
        await world.apply(left[luck.next().value! % left.length]!.shift()!);
        // One who remembers what he made, and now and then somebody else.
        const turn = luck.next().value!;
        if (turn < 3) await world.settle(definitions, turn === 0 ? undefined : lasting);
      }
      await world.settle(definitions, lasting);
      await compareWithFacts(world);
    }),
    { ...settings, numRuns: 40 },
  );
});

it('a zone that is named later is brought up from the figures', async () => {
  await fc.assert(
    fc.asyncProperty(stories, async (histories) => {
      const world = await World.make();
      for (const event of histories.flat()) await world.apply(event);
      await world.settle();
      await world.report(...zones);
      await world.settle();
      await compareWithFacts(world);
    }),
    { ...settings, numRuns: 3 },
  );
});

/** Lets the steps of all that run meet in an order drawn by lot; who is lost stops there for good. */
class Schedule {
  private waiting: (() => void)[] = [];
  started = false;

  constructor(private readonly luck: () => number) {}

  readonly step = (): Promise<void> => (this.started ? new Promise((resolve) => void this.waiting.push(resolve)) : Promise.resolve());

  async run(actors: readonly (() => Promise<unknown>)[], crashes: number): Promise<void> {
    this.started = true;
    for (const actor of actors) actor().catch((error: unknown) => expect(error).toMatchObject({ message: 'raced' }));
    let left = crashes;
    for (;;) {
      for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
      if (this.waiting.length === 0) break;
      const [next] = this.waiting.splice(this.luck() % this.waiting.length, 1);
      if (left > 0 && this.luck() % 400 === 0) left -= 1;
      else next!();
    }
    this.started = false;
  }
}

/** Few definitions make many schedules cheap; every one goes the same way. */
const some = definitions.filter(({ metric }) => metric === 'reopen-rate' || metric === 'backlog');

const race = async (histories: readonly (readonly ProjectedEvent[])[], luck: () => number): Promise<World> => {
  const schedule = new Schedule(luck);
  const world = await World.make(schedule.step);
  await world.report('UTC');
  const project = async (): Promise<void> => {
    for (const event of histories.flat()) await world.apply(event);
  };
  const work = async (): Promise<void> => {
    const rollUp = await RollUp.open(world.store, { factsPerStep: 2, daysPerStep: 1, definitions: some });
    for (let round = 0; round < 8; round += 1) await rollUp.step();
  };
  await schedule.run([project, work, work, () => world.report(...zones)], 2);
  for (const event of histories.flat()) {
    if (((await world.facts.get(event.stream))?.rev ?? -1) < event.revision) await world.apply(event);
  }
  await world.report(...zones);
  await world.settle(some);
  return world;
};

it('two workers and crashes between any two writes leave dirt at most, never a wrong figure', async () => {
  await fc.assert(
    fc.asyncProperty(stories, fc.infiniteStream(fc.nat(100_000)), async (histories, luck) => {
      await compareWithFacts(await race(histories, () => luck.next().value!), some);
    }),
    { ...settings, numRuns: 300, endOnFailure: true },
  );
});
