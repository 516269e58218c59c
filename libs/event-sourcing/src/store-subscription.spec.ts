import { fixedClock, memoryEventStore, memoryReadStore, storables, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import type { EventCodec } from './event-codec';
import type { DomainEvent } from './event';
import type { ReadAllOptions } from './event-store';
import { handleCommand } from './handle-command';
import { CodedError } from './errors';
import { Parking } from './parking';
import type { ProjectedDocument } from './projection';
import { isReadable, Projector } from './projector';
import type { ReadStore } from './read-store';
import { checkpointCollection, storeSource, StoreSubscription, type Checkpoint, type StoreSubscriptionOptions } from './store-subscription';
import { lamps, type Lamp } from './testing/lamps';
import { lightAggregate, lightCodec, switchLight, switchTo } from './testing/light';

const kitchen = 'light-default.kitchen';
const codecs = { light: lightCodec as unknown as EventCodec<DomainEvent> };

const switches = async (store: MemoryEventStore, stream: string, ...watts: readonly number[]): Promise<void> => {
  for (const each of watts) await handleCommand({ store, codec: lightCodec, aggregate: lightAggregate }, stream, switchLight, switchTo(each), { expected: 'any' });
};

const open = async (store: MemoryEventStore, readStore: ReadStore, over: Partial<StoreSubscriptionOptions> = {}) => {
  const parking = await Parking.open(readStore, fixedClock());
  const projector = await Projector.open(lamps, readStore, storeSource(store, codecs), parking);
  const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
  const collection = await readStore.collection<Lamp>(lamps.collection);
  const subscription = new StoreSubscription({
    name: 'lights',
    store,
    codecs,
    categories: ['light'],
    projectors: [projector as unknown as Projector<ProjectedDocument>],
    checkpoints,
    ...over,
  });
  return { subscription, projector, checkpoints, collection, parking };
};

const drain = async (subscription: StoreSubscription): Promise<number> => {
  let passed = 0;
  for (let count = -1; count !== 0; passed += count) count = await subscription.step();
  return passed;
};

describe('a subscription to the store', () => {
  it('feeds the projectors page by page and remembers where it is', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40, 60, 0);
    const { subscription, collection, checkpoints } = await open(store, readStore, { pageSize: 3 });
    expect([subscription.name, subscription.position]).toEqual(['lights', null]);
    expect([await subscription.step(), await subscription.step(), await subscription.step()]).toEqual([3, 1, 0]);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 3, switched: 4, on: false });
    expect(await checkpoints.get('lights')).toEqual({ position: store.all()[3]!.position });
    expect(subscription.position).toBe(store.all()[3]!.position);
  });

  it('goes on where it was after a restart', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40);
    await drain((await open(store, readStore)).subscription);
    await switches(store, kitchen, 0);
    const { subscription, projector, collection } = await open(store, readStore);
    expect(await drain(subscription)).toBe(1);
    expect(projector.stats).toMatchObject({ applied: 1, duplicates: 0 });
    expect(await collection.get(kitchen)).toMatchObject({ rev: 1 });
  });

  it('gives each projector the categories that it follows', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40);
    await switches(store, 'door-default.front', 40);
    const { subscription, collection } = await open(store, readStore, { categories: ['light', 'door'], codecs: { ...codecs, door: codecs.light } });
    expect(await drain(subscription)).toBe(2);
    expect(await collection.get('door-default.front')).toBeNull();
  });

  it('crashed at any step, between documents and checkpoint as well, neither loses nor doubles', async () => {
    for (let at = 1, crashed = true; crashed; at += 1) {
      const crash = { at, steps: 0 };
      const step = (): Promise<void> => ((crash.steps += 1) === crash.at ? Promise.reject(new Error('crash')) : Promise.resolve());
      const [store, readStore] = [memoryEventStore(), memoryReadStore({ step })];
      await switches(store, kitchen, 40, 60);
      await switches(store, 'light-default.cellar', 40);
      crashed = await open(store, readStore, { pageSize: 2 })
        .then(({ subscription }) => drain(subscription))
        .then(() => false, () => true);
      crash.at = Infinity;
      const { subscription, collection, parking } = await open(store, readStore, { pageSize: 2 });
      await drain(subscription);
      const found = await collection.find({ filter: { op: 'all' } });
      expect([at, found.map(({ id, doc }) => [id, doc.rev, doc.switched])]).toEqual([at, [['light-default.cellar', 0, 1], [kitchen, 2, 3]]]);
      expect(await parking.count()).toBe(0);
      if (!crashed) expect(at).toBeGreaterThan(10);
    }
  });

  it('may run twice under one name: whose checkpoint loses goes on from its own', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40, 60, 80);
    const [first, second] = [await open(store, readStore, { pageSize: 1 }), await open(store, readStore, { pageSize: 2 })];
    for (let turn = 0; turn < 12; turn += 1) await [first, second][turn % 2]!.subscription.step();
    expect(await first.collection.get(kitchen)).toMatchObject({ rev: 4, switched: 5 });
    await Promise.all([drain(first.subscription), drain(second.subscription)]);
    await switches(store, kitchen, 0);
    await drain((await open(store, readStore)).subscription);
    expect(await first.collection.get(kitchen)).toMatchObject({ rev: 5, switched: 6 });
  });

  it('goes on where somebody took the checkpoint away', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40);
    const { subscription, checkpoints, collection } = await open(store, readStore);
    await drain(subscription);
    await checkpoints.delete('lights');
    await switches(store, kitchen, 0);
    await drain(subscription);
    await switches(store, kitchen, 40);
    await drain(subscription);
    expect(await checkpoints.get('lights')).toEqual({ position: store.all().at(-1)!.position });
    expect(await collection.get(kitchen)).toMatchObject({ rev: 2 });
  });

  it('has been where others wrote, also after a restart, and says so now and then', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    const door = 'door-default.front';
    const others = async (): Promise<unknown> => store.append(door, (await store.readStream(door)).length - 1, storables(1));
    await others();
    const { subscription, checkpoints } = await open(store, readStore);
    expect(await drain(subscription)).toBe(0);
    expect(await checkpoints.get('lights')).toEqual({ position: await store.head() });
    const written = jest.spyOn(checkpoints, 'replace');
    for (let turn = 0; turn < 501; turn += 1) {
      await others();
      await subscription.step();
    }
    expect([written.mock.calls.length, await checkpoints.get('lights')]).toEqual([1, { position: await store.head() }]);
    const asked: (string | null)[] = [];
    const watched = { ...store, readAll: (options: ReadAllOptions) => (asked.push(options.after), store.readAll(options)) };
    await drain((await open(watched, readStore)).subscription);
    expect(asked).toEqual([await store.head()]);
  });

  it('does a step again whose writes were lost, once it is told to forget it', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, kitchen, 40);
    const { subscription, collection, checkpoints } = await open(store, readStore);
    await drain(subscription);
    const [lamp, checkpoint] = [(await collection.get(kitchen))!, (await checkpoints.get('lights'))!];
    await switches(store, kitchen, 0);
    await drain(subscription);
    await collection.replace(kitchen, {}, lamp);
    await checkpoints.replace('lights', {}, checkpoint);
    expect([await drain(subscription), (await collection.get(kitchen))?.rev]).toEqual([0, 0]);
    subscription.forget();
    expect([await drain(subscription), (await collection.get(kitchen))?.rev]).toEqual([1, 1]);
    expect(await checkpoints.get('lights')).toEqual({ position: store.all()[1]!.position });
  });

  it('parks a stream with an event that it cannot read, and takes the others along', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    const [on] = lightCodec.prepare({ stream: kitchen, revision: -1, lastHash: null, lastRecordedAt: null }, switchTo(40).meta, [{ type: 'LightSwitchedOn', data: { watts: 1 } }]);
    await store.append(kitchen, -1, [on!, { ...on!, id: 'other', type: 'LightStolen', data: '{"raw":1}' }]);
    await switches(store, 'light-default.cellar', 40);
    const { subscription, parking, collection } = await open(store, readStore);
    await drain(subscription);
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 1, reason: 'malformed', error: 'unknown-event-type: LightStolen', raw: { base64: btoa('{"raw":1}'), size: 9 }, record: null })]);
    expect([(await collection.get(kitchen))?.rev, (await collection.get('light-default.cellar'))?.rev]).toEqual([0, 0]);
  });

  it('parks what it cannot read for those alone that follow it', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, 'door-default.front', 40);
    const unreadable = { ...codecs.light, decode: (): never => { throw new CodedError('malformed-event'); } };
    const { subscription, parking } = await open(store, readStore, { categories: ['light', 'door'], codecs: { ...codecs, door: unreadable } });
    expect(await drain(subscription)).toBe(1);
    expect(await parking.list()).toEqual([]);
  });

  it('stops at once where it was wired without a codec', async () => {
    const [store, readStore] = [memoryEventStore(), memoryReadStore()];
    await switches(store, 'door-default.front', 40);
    const { subscription } = await open(store, readStore, { categories: ['door'] });
    await expect(subscription.step()).rejects.toThrow(TypeError);
  });
});

describe('the store as a source', () => {
  it('gives a stream from a revision on', async () => {
    const store = memoryEventStore();
    await switches(store, kitchen, 40, 60);
    const events = await storeSource(store, codecs).readFrom(kitchen, 1);
    expect(events.filter(isReadable).map(({ revision, type, tenant, actor, data }) => ({ revision, type, tenant, actor, data }))).toEqual([
      { revision: 1, type: 'LightSwitchedOff', tenant: 'default', actor: 'ada', data: { by: 'ada' } },
      { revision: 2, type: 'LightSwitchedOn', tenant: 'default', actor: 'ada', data: { watts: 60 } },
    ]);
  });
});
