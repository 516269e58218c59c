import { memoryEventBus, memoryEventStore, memoryReadStore, fixedClock, storables, type MemoryEventBus, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { BusProjectionRunner, busSource } from './bus-subscription';
import type { StoredEvent } from './event';
import type { EventStore } from './event-store';
import { Parking } from './parking';
import type { ProjectedDocument } from './projection';
import { Projector } from './projector';
import { ReaderRule } from './reader-rule';
import { Relay, type RelayOptions } from './relay';
import { lampEvent, lamps, type Lamp } from './testing/lamps';

const [kitchen, cellar] = ['light-default.kitchen', 'light-default.cellar'];

const append = async (store: EventStore, stream: string, count: number): Promise<void> => {
  await store.append(stream, (await store.readStream(stream)).length - 1, storables(count));
};

/** A store whose log leaves events out, by their number in it; its streams have them. */
const holed = (inner: MemoryEventStore, ...hidden: readonly number[]): EventStore => {
  const isHidden = ({ position }: StoredEvent): boolean => hidden.includes(inner.all().findIndex((each) => each.position === position));
  return { ...inner, readAll: async (options) => (await inner.readAll({ ...options, limit: options.limit + hidden.length })).filter((each) => !isHidden(each)).slice(0, options.limit) };
};

const relay = (store: EventStore, bus: MemoryEventBus, over: Partial<RelayOptions> = {}): Relay =>
  new Relay({ store, bus, categories: ['light'], toContract: ({ data }) => ({ type: 'Lit', value: data, headers: {} }), partitionOf: () => 0, ...over });

const drain = async (each: Relay): Promise<Relay> => {
  while ((await each.step()) > 0);
  return each;
};

const names = (bus: MemoryEventBus): string[] => bus.all().map(({ key, sequence }) => `${key.split('.')[1]!}@${sequence}`);
const accepted = (bus: MemoryEventBus): string[] => {
  const rule = new ReaderRule();
  return bus.all().filter((record) => rule.accepts(record)).map(({ key, sequence }) => `${key.split('.')[1]!}@${sequence}`);
};

const open = async (): Promise<{ store: MemoryEventStore; bus: MemoryEventBus }> => {
  const store = memoryEventStore();
  await append(store, kitchen, 2);
  await append(store, cellar, 3);
  await append(store, kitchen, 2);
  return { store, bus: memoryEventBus() };
};
const whole = ['kitchen@0', 'kitchen@1', 'cellar@0', 'cellar@1', 'cellar@2', 'kitchen@2', 'kitchen@3'];

describe('a log that leaves events out', () => {
  it('is what the control shows without a look at the streams', async () => {
    const { store } = await open();
    expect((await holed(store, 1, 3).readAll({ after: null, limit: 10 })).map(({ revision }) => revision)).toEqual([0, 0, 2, 2, 3]);
  });

  it.each([[[1, 3]], [[0, 2]], [[0, 1, 2, 3]]])('is healed from the streams, at the right places, within a page: without %j', async (hidden) => {
    const { store, bus } = await open();
    const each = await drain(relay(holed(store, ...hidden), bus));
    expect([accepted(bus), each.stats.holes]).toEqual([whole, hidden.length]);
  });

  it('is healed behind the tail where a later page tells of it: a reader finds the event under its key', async () => {
    const { store, bus } = await open();
    const each = await drain(relay(holed(store, 1), bus, { pageSize: 2 }));
    expect(names(bus)).toEqual(['kitchen@0', 'cellar@0', 'cellar@1', 'cellar@2', 'kitchen@1', 'kitchen@2', 'kitchen@3']);
    expect(accepted(bus)).not.toContain('kitchen@1');
    expect(each.stats.holes).toBe(1);

    const readStore = memoryReadStore();
    const decode = ({ key, sequence }: { readonly key: string; readonly sequence: number }) => lampEvent(key, sequence);
    const projector = await Projector.open<Lamp>(lamps, readStore, busSource(bus, decode), await Parking.open(readStore, fixedClock()));
    const runner = new BusProjectionRunner({ group: 'lamps', bus, categories: ['light'], decode, projectors: [projector as unknown as Projector<ProjectedDocument>] });
    const rule = new ReaderRule();
    await runner.handle(bus.all().filter((record) => rule.accepts(record)));
    const lamp = await (await readStore.collection<Lamp>(lamps.collection)).get(kitchen);
    expect([lamp?.rev, lamp?.switched, projector.stats.healed, projector.stats.parked]).toEqual([3, 4, 1, 0]);
  });

  it('has no stream read again for what was published before a restart', async () => {
    const { store, bus } = await open();
    await drain(relay(store, bus));
    await append(store, kitchen, 1);
    const read: number[] = [];
    const watched: EventStore = { ...store, readStream: async (stream, range) => {
      const events = await store.readStream(stream, range);
      read.push(events.length);
      return events;
    } };
    const each = await drain(relay(watched, bus));
    expect([Math.max(...read), each.stats.holes, accepted(bus).at(-1)]).toEqual([1, 0, 'kitchen@4']);
  });

  it('is told from what was published before a restart', async () => {
    const { store, bus } = await open();
    await drain(relay(store, bus));
    await append(store, kitchen, 2);
    await append(store, cellar, 1);
    const each = await drain(relay(holed(store, 7), bus));
    expect([accepted(bus), each.stats]).toEqual([[...whole, 'kitchen@4', 'kitchen@5', 'cellar@3'], { published: 3, marks: 0, unreadable: 0, holes: 1 }]);
  });

  it('is found also where the stream was forgotten for others, and nothing is sent twice for it', async () => {
    const { store, bus } = await open();
    await append(store, cellar, 1);
    await append(store, kitchen, 2);
    const each = await drain(relay(holed(store, 5, 8), bus, { rememberedStreams: 1 }));
    expect([accepted(bus), each.stats.holes]).toEqual([[...whole, 'cellar@3', 'kitchen@4', 'kitchen@5'], 2]);
    expect(bus.all()).toHaveLength(10);
  });

  it('is healed on the next try where the stream could not be read', async () => {
    const { store, bus } = await open();
    let failures = 1;
    const unsteady: EventStore = { ...holed(store, 1), readStream: (...asked) => ((failures -= 1) >= 0 ? Promise.reject(new Error('down')) : store.readStream(...asked)) };
    const each = relay(unsteady, bus);
    await expect(each.step()).rejects.toThrow('down');
    expect(bus.all()).toEqual([]);
    await drain(each);
    expect([accepted(bus), each.stats.holes]).toEqual([whole, 1]);
  });
});
