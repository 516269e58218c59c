import { fixedClock, memoryEventBus, memoryEventStore, memoryReadStore, specFor } from '@firebreak/event-sourcing-testing';
import { BusProjectionRunner } from './bus-subscription';
import type { CommandMeta } from './command';
import { CodedError } from './errors';
import { event } from './event';
import type { BusRecord } from './event-bus';
import { handleCommand } from './handle-command';
import { Parking } from './parking';
import type { ProjectedDocument } from './projection';
import { Projector, type SourceEvent } from './projector';
import { operatingTenant, skipAggregate, skipCodec, skipParked, skipStream, storeSkips, tenantOfParked, type Skip, type SkipParked } from './skips';
import { lampEvent, lampEvents, lamps, sourceOf, type Lamp } from './testing/lamps';

const kitchen = 'light-default.kitchen';
const meta: CommandMeta = { tenant: 'default', actor: { id: 'ada', roles: ['administrator'], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: '2026-03-02T08:00:00.000Z', idempotency: null };
const skip = (over: Partial<Skip> = {}): Skip => ({ projection: 'lamps', stream: kitchen, revision: 2, reason: 'a bulb of 1890', parkedFor: 'poison', error: 'TypeError', ...over });
const command = (over: Partial<Skip> = {}): SkipParked => ({ type: 'SkipParked', data: skip(over), meta });
const skipped = (over: Partial<Skip> = {}) => event('ParkedSkipped', skip(over));

const given = specFor(skipAggregate);

describe('skipping', () => {
  it('records which revision, why, and why it was parked', () => given().when(skipParked, command()).then(skipped()));
  it('goes past one revision at a time', () => given(skipped()).when(skipParked, command({ revision: 3 })).then(skipped({ revision: 3 })));
  it('stays quiet the second time', () => given(skipped()).when(skipParked, command()).thenNothing());
  it('refuses another reason: the first stands', () => given(skipped()).when(skipParked, command({ reason: 'no idea' })).thenRefused('already-skipped', { revision: 2 }));
});

it('a stream has its tenant, and what belongs to no stream the operating one', () => {
  expect([tenantOfParked('light-north.a'), tenantOfParked('firebreak.light.v1:0:7')]).toEqual(['north', operatingTenant]);
  expect(skipStream('lamps', 'light-north.a')).toMatch(/^operations-north\.[0-9a-f-]{36}$/);
  expect(skipStream('lamps', kitchen)).not.toBe(skipStream('doors', kitchen));
});

/** Everything that shares one event store: the decisions. Each `open` is a generation of the read model of its own. */
const world = (bad: readonly number[], events: readonly SourceEvent[] = lampEvents(kitchen, 5)) => {
  const store = memoryEventStore();
  const evolve: typeof lamps.evolve = (doc, each) => {
    if (bad.includes(each.revision)) throw new TypeError('no such bulb');
    return lamps.evolve(doc, each);
  };
  const source = { readFrom: (stream: string, revision: number) => Promise.resolve(events.filter((each) => each.stream === stream && each.revision >= revision)) };
  const open = async () => {
    const readStore = memoryReadStore();
    const parking = await Parking.open(readStore, fixedClock(), storeSkips(store));
    const projector = await Projector.open({ ...lamps, evolve }, readStore, source, parking);
    const collection = await readStore.collection<Lamp>(lamps.collection);
    const doc = async (): Promise<Lamp | null> => collection.get(kitchen);
    return { parking, projector, doc };
  };
  const decide = async (over: Partial<Skip> = {}): Promise<void> =>
    void (await handleCommand({ store, codec: skipCodec, aggregate: skipAggregate }, skipStream(skip(over).projection, skip(over).stream), skipParked, command(over), { expected: 'any' }));
  return { store, open, decide, events };
};

describe('a read model', () => {
  it('goes past what is skipped and no further, and says so', async () => {
    const { open, decide, events } = world([1, 3]);
    const { projector, parking, doc } = await open();
    await projector.apply(events);
    await decide({ revision: 1 });
    await projector.retry(kitchen);
    expect([(await doc())?.rev, (await parking.list()).map(({ revision, attempts }) => [revision, attempts])]).toEqual([2, [[3, 2]]]);
    await decide({ revision: 3 });
    await projector.retry(kitchen);
    expect(await doc()).toEqual({ rev: 4, on: true, switched: 3, types: ['LightSwitchedOn', 'LightSwitchedOn', 'LightSwitchedOn'] });
    expect([await parking.count(), projector.stats.skipped]).toEqual([0, 2]);
  });

  it.each<[string, readonly SourceEvent[]]>([
    ['cannot be folded', lampEvents(kitchen, 5)],
    ['cannot be read', lampEvents(kitchen, 5).map((each) => (each.revision === 2 ? { stream: kitchen, revision: 2, unreadable: 'malformed-event', raw: null } : each))],
    ['is not there', lampEvents(kitchen, 5).filter(({ revision }) => revision !== 2)],
  ])('built anew has the same document, where the revision %s', async (_, events) => {
    const { open, decide } = world([2], events);
    const first = await open();
    await first.projector.apply(events);
    expect([(await first.doc())?.rev, await first.parking.count()]).toEqual([1, 1]);
    await decide();
    await first.projector.retry(kitchen);
    const whole = await open();
    await whole.projector.apply(events);
    const single = await open();
    for (const each of events) await single.projector.apply([each]);
    expect(await whole.doc()).toEqual(await first.doc());
    expect(await single.doc()).toEqual(await first.doc());
    expect([(await first.doc())?.rev, await first.parking.count(), await whole.parking.count(), await single.parking.count()]).toEqual([4, 0, 0, 0]);
  });

  it('without the decision parks it', async () => {
    const { open, decide, events } = world([2]);
    await decide({ projection: 'doors' });
    await decide({ stream: 'light-default.cellar' });
    const { projector, parking } = await open();
    await projector.apply(events);
    expect((await parking.list()).map(({ revision }) => revision)).toEqual([2]);
  });

  it('begins with the first event that makes a document, where the first of all is skipped', async () => {
    const { open, decide, events } = world([0]);
    const { projector, parking, doc } = await open();
    await projector.apply(events.slice(0, 3));
    await decide({ revision: 0 });
    await projector.retry(kitchen);
    await projector.apply(events.slice(3));
    expect([await parking.count(), await doc()]).toEqual([0, expect.objectContaining({ rev: 4, switched: 4 })]);
  });

  it('is free of a stream of which nothing is left', async () => {
    const { open, decide, events } = world([0], lampEvents(kitchen, 1));
    const { projector, parking, doc } = await open();
    await projector.apply(events);
    await decide({ revision: 0 });
    await projector.retry(kitchen);
    expect([await parking.count(), await doc()]).toEqual([0, null]);
  });

  it('waits where the decisions cannot be read: nothing is parked or passed by mistake', async () => {
    const readStore = memoryReadStore();
    const parking = await Parking.open(readStore, fixedClock(), { of: () => Promise.reject(new CodedError('store-unavailable')) });
    const projector = await Projector.open({ ...lamps, evolve: () => { throw new TypeError('no'); } }, readStore, sourceOf([]), parking);
    await expect(projector.apply([lampEvent(kitchen, 0)])).rejects.toThrow('store-unavailable');
    expect(await parking.count()).toBe(0);
  });

  it('parks where the decision itself cannot be read', async () => {
    const { open, store, decide, events } = world([2]);
    await decide();
    const [stored] = store.all();
    await store.append(stored!.stream, 0, [{ ...stored!, id: 'x', data: 'no JSON' }]);
    const { projector, parking } = await open();
    await projector.apply(events);
    expect((await parking.list()).map(({ revision }) => revision)).toEqual([2]);
  });
});

it('a record of no stream is not shown again once somebody has seen it', async () => {
  const { open, decide } = world([]);
  const topic = 'firebreak.light.v1';
  const record: BusRecord = { topic, partition: 0, key: '', id: '', type: '', sequence: 0, position: '', storeId: '', hash: '', headers: {}, value: null };
  const bus = memoryEventBus();
  const shown = async (): Promise<readonly string[]> => {
    const { projector, parking } = await open();
    const projectors = [projector as unknown as Projector<ProjectedDocument>];
    const decode = (): never => { throw new TypeError('nobody asks'); };
    await new BusProjectionRunner({ group: 'g', bus, categories: ['light'], decode, projectors }).handle([{ ...record, offset: '0007' }]);
    return (await parking.list()).map(({ stream }) => stream);
  };
  expect(await shown()).toEqual([`${topic}:0:7`]);
  await decide({ stream: `${topic}:0:7`, revision: 7 });
  expect(await shown()).toEqual([]);
});
