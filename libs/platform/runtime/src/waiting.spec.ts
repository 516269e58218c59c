import { event, createEventCodec, streamName, type BusRecord, type CommandMeta, type DomainEvent, type ProjectedEvent, type ReadAllOptions } from '@firebreak/event-sourcing';
import { memoryEventBus, memoryEventStore, memoryReadStore, storables } from '@firebreak/event-sourcing-testing';
import { Leases } from './leases';
import { Runtime } from './runtime';
import { StoreWaiting } from './waiting';

type Lit = DomainEvent<'Lit', { readonly n: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
const now = '2026-03-05T10:11:12.345Z';
const meta: CommandMeta = { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now, idempotency: null };
const stream = streamName('light', 'default', 'a');

const decode = (record: { readonly value: string | null }): ProjectedEvent => {
  const recordedAt = (JSON.parse(record.value ?? '') as { readonly at: string }).at;
  return { id: 'i', stream, tenant: 'default', revision: 0, position: '1', hash: 'h', type: 'Lit', data: {}, actor: 'a', origin: 'live', occurredAt: now, recordedAt };
};

const record = (sequence: number, value: string): BusRecord => ({
  topic: 'firebreak.light.v1', partition: 0, key: stream, id: `i${sequence}`, type: 'Lit', sequence, position: `${sequence}`, storeId: 's', hash: 'h', headers: {}, value,
});

const started = async (broken: () => boolean) => {
  const [store, readStore, bus] = [memoryEventStore(), memoryReadStore(), memoryEventBus()];
  const failing = { ...store, readAll: (options: Parameters<typeof store.readAll>[0]) => (broken() && options.limit < 1_000 ? Promise.reject(new Error('away')) : store.readAll(options)) };
  const runtime = new Runtime({ store: failing, bus, readStore, clock: { now: () => now } });
  runtime.projectFromStore({ name: 'own', codecs: { light: codec }, categories: ['light'], projections: [] });
  runtime.projectFromBus({ group: 'others', categories: ['light'], decode, projections: [] });
  await runtime.start();
  return { runtime, store, bus, readStore };
};

describe('what readers have not applied', () => {
  it('is counted in the store from where they stand, with the time of the oldest', async () => {
    let broken = false;
    const { runtime, store } = await started(() => broken);
    await runtime.whenCaughtUp();
    expect(await runtime.waiting()).toEqual([]);
    broken = true;
    const prepared = codec.prepare({ stream, revision: -1, lastHash: null, lastRecordedAt: null }, meta, [event('Lit', { n: 1 }), event('Lit', { n: 2 })]);
    await store.append(stream, -1, prepared);
    expect(await runtime.waiting()).toEqual([{ reader: 'own', source: 'store', lane: 'own', next: prepared[0]!.id, since: now, events: 2 }]);
    broken = false;
    await runtime.whenCaughtUp();
    expect(await runtime.waiting()).toEqual([]);
    expect(runtime.readerNames).toEqual({ store: ['own'], bus: ['others'] });
    await runtime.drain();
  });

  it('is looked up on the bus for a group, and has no time where nobody can read it', async () => {
    const { runtime, bus } = await started(() => false);
    await bus.publish([record(0, '{"at":"2026-03-05T09:00:00.000Z"}'), record(1, '{"at":"2026-03-05T09:30:00.000Z"}')]);
    expect(await runtime.waiting()).toMatchObject([{ reader: 'others', source: 'bus', lane: 'others firebreak.light.v1/0', since: '2026-03-05T09:00:00.000Z' }]);
    await runtime.drain();
    const { runtime: other, bus: damaged } = await started(() => false);
    await damaged.publish([record(0, 'no JSON')]);
    expect(await other.waiting()).toMatchObject([{ reader: 'others', since: null }]);
    await other.drain();
  });

  it('is not told by a replica whose work another does', async () => {
    const readStore = memoryReadStore();
    await new Leases(readStore, 'other').hold('own');
    const store = memoryEventStore();
    await store.append(stream, -1, codec.prepare({ stream, revision: -1, lastHash: null, lastRecordedAt: null }, meta, [event('Lit', { n: 1 })]));
    const runtime = new Runtime({ store, bus: memoryEventBus(), readStore, clock: { now: () => now }, leases: new Leases(readStore, 'me', () => 0) });
    runtime.projectFromStore({ name: 'own', codecs: { light: codec }, categories: ['light'], projections: [] });
    await runtime.start();
    await runtime.whenCaughtUp();
    expect([runtime.readerNames.store, await runtime.waiting()]).toEqual([[], []]);
    await runtime.drain();
  });
});

describe('a look at what a reader of the store has before it', () => {
  const looking = async () => {
    const store = memoryEventStore();
    const asked: (string | null)[] = [];
    const watched = { ...store, readAll: (options: ReadAllOptions) => (asked.push(options.after), store.readAll(options)) };
    let position: string | null = null;
    const look = new StoreWaiting(watched, { name: 'own', categories: ['light'], position: () => position });
    const write = async (of: string, count = 1): Promise<string> => {
      await store.append(of, (await store.readStream(of)).length - 1, storables(count));
      return store.all().at(-1)!.position;
    };
    return { store, asked, write, look: async (at: string | null) => ((position = at), (await look.look())?.events ?? 0) };
  };
  const door = 'door-default.front';

  it('does not read again what held nothing for it, wherever the reader is said to stand', async () => {
    const { asked, write, look } = await looking();
    const first = await write(door, 3);
    expect([await look(null), await look(null)]).toEqual([0, 0]);
    const second = await write(door);
    expect([await look(null), await look(first), await look(second)]).toEqual([0, 0, 0]);
    expect(asked).toEqual([null, first]);
    await write(stream);
    expect([await look(null), await look(first)]).toEqual([1, 1]);
  });

  it('counts on where the reader stands still, to a thousand at most, and counts anew where it has moved', async () => {
    const { store, asked, write, look } = await looking();
    const first = await write(stream, 400);
    expect(await look(null)).toBe(400);
    const second = await write(stream, 500);
    expect([await look(null), await look(null)]).toEqual([900, 900]);
    await write(stream, 300);
    expect([await look(null), await look(null)]).toEqual([1_000, 1_000]);
    expect(asked).toEqual([null, first, second]);
    expect([await look(second), await look((await store.head())!), await look(first)]).toEqual([300, 0, 800]);
  });
});
