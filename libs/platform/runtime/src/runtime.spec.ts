import { streamName, topicOf, type BusSubscription, type EventBus, type ProjectedDocument, type ProjectedEvent, type StreamProjection } from '@firebreak/event-sourcing';
import { memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { Runtime } from './runtime';
import { codec, decode, lighting, memoryEngines, now } from './testing/lights';

interface Sum extends ProjectedDocument {
  readonly sum: number;
}

const sum = (name: string): StreamProjection<Sum> => ({
  name,
  categories: ['light'],
  collection: { name: `${name}_v1`, indexes: [] },
  evolve: (doc: Sum | null, { data, revision }: ProjectedEvent) => ({ rev: revision, sum: (doc?.sum ?? 0) + (data['n'] as number) }),
});

/** As the transport does it. */
const subscribe = (runtime: Runtime, bus: EventBus): Promise<BusSubscription> =>
  bus.subscribe({ group: 'others', topics: [topicOf('light')] }, (batch) => runtime.handle('others', batch));

const start = async () => {
  const ports = memoryEngines();
  const runtime = new Runtime(ports);
  runtime.publish('light', (stored) => ({ type: 'firebreak.Lit.v1', value: stored.data, headers: {} }));
  runtime.projectFromStore({ name: 'own', codecs: { light: codec }, categories: ['light'], projections: [sum('own_sum')] });
  runtime.projectFromBus({ group: 'others', categories: ['light'], decode, projections: [sum('bus_sum')] });
  let ticks = 2;
  runtime.addTicker({ name: 'ticker', everyMs: 60_000, tick: async () => (ticks > 0 ? ticks-- : 0) });
  await runtime.start();
  const subscription = await subscribe(runtime, ports.bus);
  const light = lighting(ports);
  const read = async (name: string, id: string) => (await ports.readStore.collection<Sum>({ name: `${name}_v1`, indexes: [] })).get(streamName('light', 'default', id));
  return { runtime, light, read, ports, subscription, ticksLeft: () => ticks };
};

describe('the runtime', () => {
  it('brings what was recorded to every read model, and says when', async () => {
    const { runtime, light, read, ticksLeft } = await start();
    await light('a', 1, 2);
    await light('b', 5);
    await light('a', 4);
    await runtime.whenCaughtUp();
    expect([await read('own_sum', 'a'), await read('bus_sum', 'a'), await read('bus_sum', 'b')]).toEqual([{ rev: 2, sum: 7 }, { rev: 2, sum: 7 }, { rev: 0, sum: 5 }]);
    expect([...(await runtime.lag())]).toEqual([['others', 0]]);
    expect(ticksLeft()).toBe(0);
    await runtime.drain();
  });

  it('waits for a revision, passes what a model does not follow, and gives up in time', async () => {
    const { runtime, light } = await start();
    await light('a', 1);
    await runtime.waitForRevision('own_sum', 'light-default.a', 0);
    await runtime.waitForRevision('own_sum', 'other-default.a', 99);
    await expect(runtime.waitForRevision('own_sum', 'light-default.a', 1, 10)).rejects.toMatchObject({ code: 'position-not-reached' });
    await runtime.drain();
  });

  it('says of a group that it fails, and that it no longer does', async () => {
    const bus = memoryEventBus();
    const runtime = new Runtime({ store: memoryEventStore(), bus, readStore: memoryReadStore(), clock: { now: () => now } });
    let broken = true;
    const onApplied = (): void => {
      if (broken) throw new Error('figures are out of order');
    };
    runtime.projectFromBus({ group: 'others', categories: ['light'], decode, projections: [sum('bus_sum')], onApplied });
    await runtime.start();
    await subscribe(runtime, bus);
    const record = { topic: 'firebreak.light.v1', partition: 0, key: 'light-default.a', id: 'id', type: 'Lit', sequence: 0, position: '1', storeId: 's', hash: 'h', headers: {} };
    await bus.publish([{ ...record, value: '{"n":1}' }]);
    await runtime.waitUntil(() => Promise.resolve(runtime.failures.get('others')?.lastError === 'Error: figures are out of order'));
    broken = false;
    await runtime.whenCaughtUp();
    expect(runtime.failures.get('others')?.lastError).toBeNull();
    expect(runtime.failures.get('others')?.failures).toBeGreaterThan(0);
    await runtime.drain();
  });

  it('knows its projectors by name', async () => {
    const { runtime } = await start();
    expect(runtime.projector('bus_sum').projection.name).toBe('bus_sum');
    expect(() => runtime.projector('nobody')).toThrow(expect.objectContaining({ code: 'unknown-projection' }));
    expect(runtime.categories).toEqual(['light']);
    await runtime.drain();
  });

  it('goes on where it stood when it is started again', async () => {
    const { runtime, light, ports, read, subscription } = await start();
    await light('a', 1);
    await runtime.whenCaughtUp();
    await runtime.drain();
    await subscription.stop();
    await light('a', 2);
    const again = new Runtime(ports);
    again.publish('light', (stored) => ({ type: 'firebreak.Lit.v1', value: stored.data, headers: {} }));
    again.projectFromBus({ group: 'others', categories: ['light'], decode, projections: [sum('bus_sum')] });
    await again.start();
    await subscribe(again, ports.bus);
    await again.whenCaughtUp();
    expect(await read('bus_sum', 'a')).toEqual({ rev: 1, sum: 3 });
    await again.drain();
  });
});
