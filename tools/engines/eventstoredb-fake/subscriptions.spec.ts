import { EventStoreDBClient } from '@eventstore/db-client';
import { Parking, Projector, Relay, StoreSubscription, checkpointCollection, storeSource, type Checkpoint, type DomainEvent, type EventCodec, type EventStore, type ProjectedDocument } from '@firebreak/event-sourcing';
import { fixedClock, memoryEventBus, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import { mkdtempSync, appendFileSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { counterCodec, counters, plain, sendCount, type CounterDocument } from './counters';
import { startFakeEventStore, type FakeEventStore } from './fake-server';

const names = ['counter-default.a', 'counter-default.b', 'counter-default.c'];
const upTo = (count: number): number[] => Array.from({ length: count }, (_, value) => value);

let fake: FakeEventStore;
let store: EventStoreDb;
beforeEach(async () => {
  fake = await startFakeEventStore();
  store = await openEventStoreDb({ url: fake.url, timeoutMs: 1_000 });
});
afterEach(async () => {
  await store.close();
  await fake.stop();
});

const openProjection = async () => {
  const readStore = memoryReadStore();
  const codecs = { counter: counterCodec as unknown as EventCodec<DomainEvent> };
  const parking = await Parking.open(readStore, fixedClock());
  const projector = await Projector.open(counters, readStore, storeSource(store, codecs), parking);
  const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
  const projectors = [projector as unknown as Projector<ProjectedDocument>];
  const subscription = new StoreSubscription({ name: 'counters', store, codecs, categories: ['counter'], projectors, checkpoints, pageSize: 10 });
  const collection = await readStore.collection<CounterDocument>(counters.collection);
  const valuesOf = async (name: string): Promise<readonly number[]> => (await collection.get(name))?.values ?? [];
  return { subscription, projector, parking, valuesOf };
};

const relayTo = (bus: ReturnType<typeof memoryEventBus>): Relay =>
  new Relay({ store, bus, categories: ['counter'], toContract: ({ type, data }) => ({ type, value: data, headers: {} }), partitionOf: () => 0, pageSize: 10 });

/** Steps, and where nothing is left waits for more, until there is what was asked for; a failed step is tried when there is more. */
const follow = async (each: { step(): Promise<number>; readonly position: string | null }, until: () => boolean | Promise<boolean>): Promise<void> => {
  const { signal } = new AbortController();
  while (!(await until())) {
    const passed = await each.step().catch(() => 0);
    if (passed === 0 && !(await until())) await store.waitForMore(each.position, signal);
  }
};

/** Nothing but a subscription tells of an event behind the head: once it has, there is one. */
const subscribed = async (): Promise<void> => {
  await sendCount(store, 'other-default.x', 0);
  const woken = store.waitForMore(await store.head(), new AbortController().signal);
  await sendCount(store, 'other-default.x', 1);
  await woken;
};

describe('a subscription that ends', () => {
  it.each(['end', 'reset'] as const)('(%s) is opened again: whoever waits is woken and misses nothing', async (how) => {
    await subscribed();
    expect(store.tail.drops).toBe(0);
    const { subscription, valuesOf } = await openProjection();
    const bus = memoryEventBus();
    const relay = relayTo(bus);
    const followed = Promise.all([
      follow(subscription, async () => (await valuesOf(names[0]!)).length === 12),
      follow(relay, () => bus.all().length === 12),
    ]);
    for (const value of upTo(12)) {
      if (value % 4 === 2) fake.endSubscriptions(how);
      await sendCount(store, names[0]!, value);
    }
    await followed;
    expect(await valuesOf(names[0]!)).toEqual(upTo(12));
    expect(bus.all().map(({ sequence }) => sequence)).toEqual(upTo(12));
    expect(store.tail.drops).toBeGreaterThan(0);
    expect(store.tail.lastDrop).toEqual(how === 'end' ? 'ended' : expect.stringContaining('reset'));
  });

  it('is only a loop that finishes, for a client that does not look after it', async () => {
    const client = EventStoreDBClient.connectionString(fake.url);
    const naive = client.subscribeToAll();
    const seen: string[] = [];
    const finished = (async () => {
      for await (const { event } of naive) {
        seen.push(String(event?.streamId));
        if (event?.streamId === names[0]) fake.endSubscriptions('end');
      }
      return 'finished';
    })();
    await sendCount(store, names[0]!, 0);
    expect(await finished).toBe('finished');
    await sendCount(store, names[0]!, 1);
    expect(seen.filter((each) => each === names[0])).toHaveLength(1);
    void client.dispose();
  });
});

describe('what a subscription has seen', () => {
  const grown = async (by: number): Promise<string | null> => {
    const before = await store.head();
    for (const value of upTo(by)) await sendCount(store, names[0]!, value);
    const seenAll = async (): Promise<void> => {
      while ((store.seen!({ after: before, limit: 100 })?.page.length ?? 0) < by) await store.waitForMore(before, new AbortController().signal);
    };
    await seenAll();
    return before;
  };

  it('is what the server would answer, without asking it', async () => {
    await subscribed();
    const before = await grown(5);
    for (const asked of [{ limit: 100 }, { limit: 3 }, { limit: 100, categories: ['counter'] }, { limit: 100, categories: ['other'] }]) {
      const page = await store.readAll({ after: before, ...asked });
      expect(store.seen!({ after: before, ...asked })).toEqual({ page, position: page.length === 3 ? page[2]!.position : await store.head() });
    }
  });

  it('is nothing before somebody waits, and not known of what came before', async () => {
    await sendCount(store, names[0]!, 0);
    const late = await openEventStoreDb({ url: fake.url });
    const head = await late.head();
    expect(late.seen!({ after: head, limit: 10 })).toBeNull();
    const woken = late.waitForMore(head, new AbortController().signal);
    await sendCount(store, names[0]!, 1);
    await woken;
    expect([late.seen!({ after: null, limit: 10 }), late.seen!({ after: head, limit: 10 })]).toEqual([null, { page: [expect.objectContaining({ revision: 1 })], position: await store.head() }]);
    await late.close();
  });

  it.each(['end', 'reset'] as const)('is asked for again while nobody listens (%s), and has no gap afterwards', async (how) => {
    await subscribed();
    const before = await grown(3);
    const { drops } = store.tail;
    fake.endSubscriptions(how);
    while (store.tail.drops === drops) await new Promise((resolve) => void setImmediate(resolve));
    expect(store.seen!({ after: before, limit: 100 })).toBeNull();
    for (const value of [3, 4]) await sendCount(store, names[0]!, value);
    while ((store.seen!({ after: before, limit: 100 })?.page.length ?? 0) < 5) await new Promise((resolve) => void setImmediate(resolve));
    expect(store.seen!({ after: before, limit: 100 })!.page).toEqual(await store.readAll({ after: before, limit: 100 }));
  });
});

describe('a server that is stopped and started again', () => {
  it('loses nothing of writers and of a reader of the end', async () => {
    await subscribed();
    const { subscription, valuesOf } = await openProjection();
    const complete = async (): Promise<boolean> => (await Promise.all(names.map(valuesOf))).every(({ length }) => length === 20);
    const followed = follow(subscription, complete);
    let repeats = 0;
    const restarts: Promise<void>[] = [];
    const { port } = fake;
    await Promise.all(
      names.map(async (name) => {
        for (const value of upTo(20)) {
          if (value === 8 && restarts.length === 0) restarts.push(fake.stop().then(() => fake.restart()));
          const answer = await sendCount(store, name, value);
          repeats += answer.repeats;
        }
      }),
    );
    await Promise.all(restarts);
    await followed;
    expect([fake.port, fake.log.all.filter(({ stream }) => names.includes(stream)).length]).toEqual([port, 60]);
    for (const name of names) expect(await valuesOf(name)).toEqual(upTo(20));
    expect(store.stats().unknown + repeats).toBeGreaterThan(0);
    expect(store.tail.drops).toBeGreaterThan(0);
  });
});

describe('a log that leaves out events', () => {
  const fill = async (): Promise<number> => {
    for (const value of upTo(20)) for (const name of names) await sendCount(store, name, value);
    fake.faults.holeEvery = 7;
    const hidden = fake.log.all.length - (await store.readAll({ after: null, limit: 100 })).length - 1;
    expect(hidden).toBe(8);
    return hidden;
  };

  it('does so here, and not in its streams', async () => {
    await fill();
    for (const name of names) expect(await store.readStream(name)).toHaveLength(20);
  });

  it('is healed by projections', async () => {
    await fill();
    const { subscription, projector, parking, valuesOf } = await openProjection();
    while ((await subscription.step()) > 0);
    for (const name of names) expect(await valuesOf(name)).toEqual(upTo(20));
    expect(projector.stats.healed).toBeGreaterThan(0);
    expect(await parking.count()).toBe(0);
  });

  it('is healed by the relay: the topic has every event, and the count says so', async () => {
    const hidden = await fill();
    const bus = memoryEventBus();
    const relay = relayTo(bus);
    while ((await relay.step()) > 0);
    for (const name of names) expect((await bus.readKey('firebreak.counter.v1', name, 0)).map(({ sequence }) => sequence)).toEqual(upTo(20));
    expect([relay.stats.holes, bus.all().length]).toEqual([hidden, 60]);
  });
});

describe('a fake with a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fake-log-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  const use = async <T>(file: string, work: (each: EventStore) => Promise<T>): Promise<T> => {
    const kept = await startFakeEventStore({ file });
    const opened = await openEventStoreDb({ url: kept.url });
    return work(opened).finally(async () => {
      await opened.close();
      await kept.stop();
    });
  };

  it('has what was written after a restart, and drops a last line that was torn', async () => {
    const file = join(folder, 'log');
    const events = [plain(), plain(), plain()];
    const before = await use(file, async (each) => {
      await each.append(names[0]!, -1, events);
      return { storeId: each.storeId, log: await each.readAll({ after: null, limit: 10 }) };
    });
    const whole = readFileSync(file, 'utf8');
    appendFileSync(file, whole.split('\n')[1]!.slice(0, 50));
    await use(file, async (each) => {
      expect({ storeId: each.storeId, log: await each.readAll({ after: null, limit: 10 }) }).toEqual(before);
      await each.append(names[0]!, 2, [plain()]);
    });
    await use(file, async (each) => expect(await each.readStream(names[0]!)).toHaveLength(4));
    expect(readFileSync(file, 'utf8').startsWith(whole)).toBe(true);
  });
});
