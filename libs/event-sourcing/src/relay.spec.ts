import { memoryEventBus, memoryEventStore, nextTurn, storables, type MemoryEventBus, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { CodedError } from './errors';
import type { BusRecord, EventBus } from './event-bus';
import type { StoredEvent } from './event';
import type { EventStore } from './event-store';
import { ReaderRule } from './reader-rule';
import { Relay, type RelayOptions } from './relay';
import { progressMark, unreadableEvent, type Contract } from './relay-lanes';

const kitchen = 'light-default.kitchen';
const cellar = 'light-default.cellar';
/** Of two partitions: the kitchen has 0, everything else 1. */
const partitionOf = (stream: string, partitions: number): number => (stream === kitchen ? 0 : 1) % partitions;

const relay = (store: EventStore, bus: EventBus, over: Partial<RelayOptions> = {}): Relay =>
  new Relay({
    store,
    bus,
    categories: ['light'],
    toContract: (stored) => ({ type: 'Lit', value: stored.data, headers: { id: stored.id } }),
    partitionOf,
    ...over,
  });

const append = async (store: MemoryEventStore, stream: string, count: number): Promise<void> => {
  const length = (await store.readStream(stream)).length;
  await store.append(stream, length - 1, storables(count));
};

const turn = (): Promise<void> => nextTurn(0, new AbortController().signal);

const drain = async (each: Relay): Promise<number> => {
  let passed = 0;
  for (let count = -1; count !== 0; passed += count) count = await each.step();
  return passed;
};

const name = ({ key, sequence }: { readonly key: string; readonly sequence: number }): string => `${key.split('.')[1]!}@${sequence}`;
const events = (records: readonly BusRecord[]): string[] => records.filter(({ type }) => type !== progressMark).map(name);
const seen = (bus: MemoryEventBus): string[] => {
  const rule = new ReaderRule();
  return events(bus.all().filter((record) => rule.accepts(record)));
};
const sources = (store: MemoryEventStore): string[] => store.all().map(({ stream, revision }) => name({ key: stream, sequence: revision }));

describe('a relay', () => {
  it('publishes every event of its categories once, with what a reader can check', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, kitchen, 2);
    await append(store, 'door-default.front', 1);
    await append(store, cellar, 1);
    const each = relay(store, bus);
    expect(each.position).toBeNull();
    expect(await drain(each)).toBe(3);
    expect(await each.step()).toBe(0);
    expect(events(bus.all())).toEqual(['kitchen@0', 'kitchen@1', 'cellar@0']);
    const [first] = store.all();
    expect(bus.all()[0]).toMatchObject({
      topic: 'firebreak.light.v1',
      partition: 0,
      id: first!.id,
      type: 'Lit',
      position: first!.position,
      hash: first!.hash,
      storeId: store.storeId,
      headers: { id: first!.id },
      value: first!.data,
    });
    expect([each.stats, each.position]).toEqual([{ published: 3, marks: 0, unreadable: 0, holes: 0 }, store.all()[3]!.position]);
  });

  it('keeps a topic for each category', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 1);
    await append(store, 'door-default.front', 2);
    await drain(relay(store, bus, { categories: ['light', 'door'] }));
    expect(bus.all().map(({ topic, key }) => [topic, key])).toEqual([
      ['firebreak.light.v1', kitchen],
      ['firebreak.door.v1', 'door-default.front'],
      ['firebreak.door.v1', 'door-default.front'],
    ]);
  });

  it('has nothing to do where nothing is published', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 1);
    expect(await drain(relay(store, bus, { categories: [] }))).toBe(0);
  });

  it('goes on from the tails of the topic, wherever the one before it was killed', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, kitchen, 3);
    await append(store, cellar, 2);
    await append(store, kitchen, 2);
    for (let pages = 1; pages < 5; pages += 1) {
      const each = relay(store, bus, { pageSize: 2 });
      for (let page = 0; page < pages; page += 1) await each.step();
    }
    expect(events(bus.all())).toEqual(sources(store));
  });

  it('killed in the middle of one append, after some of its events, loses and repeats nothing', async () => {
    const [store, inner] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, kitchen, 5);
    await append(store, cellar, 4);
    for (let survive = 0; survive < 9; survive += 1) {
      const bus: EventBus = {
        ...inner,
        publish: async (records) => {
          await inner.publish(records.slice(0, 1));
          throw new Error('killed');
        },
      };
      await expect(relay(store, bus).step()).rejects.toThrow('killed');
      expect(events(inner.all())).toHaveLength(survive + 1);
    }
    expect(events(inner.all())).toEqual(sources(store));
    await drain(relay(store, inner));
    expect(inner.all()).toHaveLength(9);
  });

  it('reads the tails again after a publish whose outcome it does not know', async () => {
    const [store, inner] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, kitchen, 2);
    await append(store, cellar, 2);
    let lost = true;
    const bus: EventBus = {
      ...inner,
      publish: async (records) => {
        await inner.publish(lost ? records.slice(0, 3) : records);
        if (lost) throw new CodedError('bus-unavailable');
      },
    };
    const each = relay(store, bus);
    await expect(each.step()).rejects.toThrow('bus-unavailable');
    lost = false;
    await drain(each);
    expect(events(inner.all())).toEqual(sources(store));
  });

  it('keeps what it has where the store is away', async () => {
    const [inner, bus] = [memoryEventStore(), memoryEventBus()];
    await append(inner, kitchen, 4);
    let away = false;
    let looks = 0;
    const store: EventStore = { ...inner, readAll: (options) => (away ? Promise.reject(new CodedError('store-unavailable')) : inner.readAll(options)) };
    const counting: EventBus = { ...bus, tails: (topic) => ((looks += 1), bus.tails(topic)) };
    const each = relay(store, counting, { pageSize: 1 });
    await each.step();
    away = true;
    await expect(drain(each)).rejects.toThrow('store-unavailable');
    await expect(each.step()).rejects.toThrow('store-unavailable');
    away = false;
    await drain(each);
    expect(looks).toBe(1);
    expect(events(bus.all())).toEqual(sources(inner));
  });

  it('makes the next batch while one is on its way', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 5);
    const order: string[] = [];
    const slow: EventBus = {
      ...bus,
      publish: async (records) => {
        order.push(`sent ${events(records).join()}`);
        for (let turns = 0; turns < 5; turns += 1) await turn();
        await bus.publish(records);
        order.push('there');
      },
    };
    const toContract = (stored: StoredEvent): Contract => (order.push(`made ${stored.revision}`), { type: 'Lit', value: stored.data, headers: {} });
    await drain(relay(store, slow, { pageSize: 2, toContract, turn }));
    expect(order).toEqual(['made 0', 'made 1', 'sent kitchen@0,kitchen@1', 'made 2', 'made 3', 'there', 'sent kitchen@2,kitchen@3', 'made 4', 'there', 'sent kitchen@4', 'there']);
  });

  it('forgets the batch that it made ahead of one that was lost', async () => {
    const [store, inner] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 9);
    let left = 2;
    const bus: EventBus = { ...inner, publish: (records) => ((left -= 1) === 0 ? Promise.reject(new CodedError('bus-unavailable')) : inner.publish(records)) };
    const each = relay(store, bus, { pageSize: 2 });
    await expect(drain(each)).rejects.toThrow('bus-unavailable');
    await drain(each);
    expect(events(inner.all())).toEqual(sources(store));
  });

  it('looks again where it looked ahead and the log was at its end', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 2);
    const each = relay(store, bus, { pageSize: 2 });
    await each.step();
    await append(store, kitchen, 1);
    expect(await each.step()).toBe(1);
  });

  it('repeats what a second one does, and the reader rule takes it out again', async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    const both = [relay(store, bus, { pageSize: 2 }), relay(store, bus, { pageSize: 3 })];
    await Promise.all(both.map((each) => each.open()));
    await append(store, kitchen, 4);
    await append(store, cellar, 4);
    for (let turn = 0; turn < 8; turn += 1) await both[turn % 2]!.step();
    expect(bus.all().length).toBeGreaterThan(8);
    expect(seen(bus).sort()).toEqual(sources(store).sort());
  });
});

describe('an event that nobody reads', () => {
  const poisoned = async (toContract: RelayOptions['toContract']) => {
    const [store, bus] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, kitchen, 3);
    await append(store, cellar, 2);
    const each = relay(store, bus, { pageSize: 2, toContract: (stored) => (stored.stream === kitchen && stored.revision === 1 ? toContract(stored) : { type: 'Lit', value: '{}', headers: {} }) });
    await drain(each);
    return { bus, each, types: bus.all().map(({ type }) => type), names: events(bus.all()), store };
  };

  it('is published as what its context says of it, and counted', async () => {
    const { each, types, names, store } = await poisoned(() => ({ type: 'Something', value: '{}', headers: {}, unreadable: true }));
    expect([names, types]).toEqual([sources(store), ['Lit', 'Something', 'Lit', 'Lit', 'Lit']]);
    expect(each.stats).toEqual({ published: 5, marks: 0, unreadable: 1, holes: 0 });
  });

  it('stops no stream even where its context fails over it', async () => {
    const { each, types, names, store } = await poisoned(() => {
      throw new CodedError('unknown-event-type');
    });
    expect([names, types]).toEqual([sources(store), ['Lit', unreadableEvent, 'Lit', 'Lit', 'Lit']]);
    expect(each.stats.unreadable).toBe(1);
  });
});

describe('a lane that is left behind', () => {
  const behind = async (markAfter: number) => {
    const [store, bus] = [memoryEventStore(), memoryEventBus({ partitions: 2 })];
    await append(store, cellar, 1);
    await append(store, kitchen, 10);
    const each = relay(store, bus, { markAfter });
    await drain(each);
    return { store, bus, each };
  };

  it('gets a mark, so that it does not hold up the start of the next relay', async () => {
    const { store, bus, each } = await behind(3);
    const marks = bus.all().filter(({ type }) => type === progressMark);
    expect(marks.map(({ partition, value }) => [partition, value])).toEqual([[1, '{}'], [1, '{}']]);
    expect(each.stats).toEqual({ published: 11, marks: 2, unreadable: 0, holes: 0 });
    const reads: (string | null)[] = [];
    const next = relay({ ...store, readAll: (options) => (reads.push(options.after), store.readAll(options)) }, bus);
    await next.step();
    expect(reads).toEqual([marks[1]!.position]);
    await append(store, cellar, 1);
    await drain(next);
    expect(seen(bus)).toEqual(sources(store));
  });

  it('gets none while it is near', async () => expect((await behind(10)).each.stats.marks).toBe(0));
});

describe('a topic that knows more than the store', () => {
  const published = async () => {
    const [store, bus] = [memoryEventStore(), memoryEventBus()];
    await append(store, kitchen, 2);
    await drain(relay(store, bus));
    return { store, bus };
  };

  it.each<[string, (store: MemoryEventStore) => Promise<MemoryEventStore> | MemoryEventStore]>([
    ['an event the store does not have', () => memoryEventStore()],
    [
      'an event of another content',
      async () => {
        const restored = memoryEventStore();
        await append(restored, kitchen, 2);
        return restored;
      },
    ],
    [
      'events of another store',
      async (store) => {
        const copy = memoryEventStore({ storeId: 'another' });
        await copy.append(kitchen, -1, store.all());
        return copy;
      },
    ],
  ])('stops the relay: %s', async (_, restore) => {
    const { store, bus } = await published();
    const each = relay(await restore(store), bus);
    const behind = expect.objectContaining({ code: 'store-behind-topic', details: { topic: 'firebreak.light.v1', stream: kitchen, revision: 1 } }) as Error;
    await expect(each.step()).rejects.toThrow(behind);
    await expect(each.step()).rejects.toThrow(behind);
    expect(bus.all()).toHaveLength(2);
  });
});
