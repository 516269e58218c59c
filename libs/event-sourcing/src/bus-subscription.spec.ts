import { fixedClock, memoryEventBus, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { BusProjectionRunner, busSource, type BusSubscriptionOptions, type DecodeRecord } from './bus-subscription';
import { CodedError } from './errors';
import type { BusRecord, ReceivedRecord } from './event-bus';
import { Parking } from './parking';
import type { ProjectedDocument, ProjectedEvent } from './projection';
import { Projector } from './projector';
import { progressMark } from './relay-lanes';
import { lampEvent, lamps, type Lamp } from './testing/lamps';

const kitchen = 'light-default.kitchen';
const cellar = 'light-default.cellar';
const topic = 'firebreak.light.v1';

const record = (stream: string, sequence: number, over: Partial<BusRecord> = {}): BusRecord => ({
  topic,
  partition: 0,
  key: stream,
  id: `${stream}@${sequence}`,
  type: sequence % 2 === 0 ? 'LightSwitchedOn' : 'LightSwitchedOff',
  sequence,
  position: String(sequence).padStart(8, '0'),
  storeId: 'store',
  hash: '',
  headers: {},
  value: '{}',
  ...over,
});

const door = (sequence: number, over: Partial<BusRecord> = {}): BusRecord => record('door-default.front', sequence, { topic: 'firebreak.door.v1', ...over });

const decode: DecodeRecord = ({ key, sequence, type, value }) => {
  if (value === null) throw new CodedError('malformed-event');
  if (value === 'bug') throw new TypeError('a bug of the decoder');
  return lampEvent(key, sequence, type);
};

const open = async (over: Partial<BusSubscriptionOptions> = {}) => {
  const [bus, readStore] = [memoryEventBus(), memoryReadStore()];
  const parking = await Parking.open(readStore, fixedClock());
  const projector = await Projector.open(lamps, readStore, busSource(bus, decode), parking);
  const collection = await readStore.collection<Lamp>(lamps.collection);
  let told = (): void => undefined;
  const applied: ProjectedEvent[] = [];
  const options: BusSubscriptionOptions = {
    group: 'lights',
    bus,
    categories: ['light'],
    decode,
    projectors: [projector as unknown as Projector<ProjectedDocument>],
    onApplied: (events) => {
      applied.push(...events);
      told();
    },
    ...over,
  };
  /** Resolves once so many events were applied. */
  const until = async (count: number): Promise<void> => {
    while (applied.length < count) await new Promise<void>((resolve) => void (told = resolve));
  };
  return { bus, parking, projector, collection, runner: new BusProjectionRunner(options), options, applied, until };
};

const received = (...records: readonly BusRecord[]): ReceivedRecord[] => records.map((each, index) => ({ ...each, offset: String(index) }));

describe('projecting from the bus', () => {
  it('follows the topics of its categories from the beginning and commits what is in the documents', async () => {
    const { bus, collection, runner, until } = await open();
    await bus.publish([record(kitchen, 0), record(kitchen, 1), door(0)]);
    const subscription = await runner.start();
    await until(2);
    await bus.publish([record(kitchen, 2)]);
    await until(3);
    await subscription.stop();
    expect(await collection.get(kitchen)).toMatchObject({ rev: 2, switched: 3 });
    expect(await bus.lag('lights', [topic])).toBe(0);
  });

  it('takes batches no larger than it is told', async () => {
    const sizes: number[] = [];
    const world = await open({ maxBatch: 2, onApplied: (events) => void sizes.push(events.length) });
    await world.bus.publish([0, 1, 2, 3, 4].map((revision) => record(kitchen, revision)));
    const subscription = await world.runner.start();
    while ((await world.bus.lag('lights', [topic])) > 0) await new Promise((resolve) => queueMicrotask(() => resolve(null)));
    await subscription.stop();
    expect(sizes).toEqual([2, 2, 1]);
  });

  it('does not mind records that come again, nor marks', async () => {
    const { runner, collection, projector } = await open({ onApplied: undefined } as unknown as Partial<BusSubscriptionOptions>);
    const batch = received(record(kitchen, 0), record('', 0, { type: progressMark, key: cellar }), record(kitchen, 1), record(kitchen, 0));
    await runner.handle(batch);
    await runner.handle(batch);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 1, switched: 2 });
    expect(await collection.get(cellar)).toBeNull();
    expect(projector.stats).toMatchObject({ applied: 2, duplicates: 4 });
  });

  it('applies a batch again whose writes were lost, once it is told to forget it', async () => {
    const { runner, collection } = await open();
    await runner.handle(received(record(kitchen, 0)));
    await collection.delete(kitchen);
    await runner.handle(received(record(kitchen, 0)));
    expect(await collection.get(kitchen)).toBeNull();
    runner.forget();
    await runner.handle(received(record(kitchen, 0)));
    expect(await collection.get(kitchen)).toMatchObject({ rev: 0 });
  });

  it('fills a hole from the topic, which has every record, some of them twice, and marks in between', async () => {
    const { bus, runner, collection, projector } = await open();
    await bus.publish([record(kitchen, 0), record(kitchen, 1, { type: progressMark }), record(kitchen, 1), record(kitchen, 1), record(kitchen, 2), record(kitchen, 0)]);
    await runner.handle(received(record(kitchen, 2)));
    expect(await collection.get(kitchen)).toMatchObject({ rev: 2, types: ['LightSwitchedOn', 'LightSwitchedOff', 'LightSwitchedOn'] });
    expect(projector.stats).toMatchObject({ healed: 1, parked: 0 });
  });

  it('parks the stream of a record that no decoder reads, in each read model that follows it', async () => {
    const { runner, parking, collection } = await open();
    await runner.handle(received(record(kitchen, 0), record(kitchen, 1, { value: null }), record(kitchen, 2), record(cellar, 0), door(0, { value: null })));
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 1, reason: 'malformed', error: 'malformed-event', raw: null, record: { topic, partition: 0, offset: '1' } })]);
    expect([(await collection.get(kitchen))?.rev, (await collection.get(cellar))?.rev]).toEqual([0, 0]);
  });

  it('parks the stream of a record at which the decoder breaks, and the lane lives', async () => {
    const { runner, parking, collection } = await open();
    await runner.handle(received(record(kitchen, 0, { value: 'bug' }), record(cellar, 0)));
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, reason: 'malformed', error: 'TypeError: a bug of the decoder', raw: { base64: btoa('bug'), size: 3 } })]);
    expect(await collection.get(cellar)).toMatchObject({ rev: 0 });
  });

  it.each<[string, Partial<BusRecord>, string]>([
    ['without a position', { position: '' }, 'no-record-of-ours'],
    ['whose key is no stream', { key: 'kitchen' }, 'no-stream-of-this-topic'],
    ['whose key is a stream of another topic', { key: 'door-default.front' }, 'no-stream-of-this-topic'],
  ])('shows a record %s by its place, and holds up nothing', async (_, over, error) => {
    const { runner, parking, collection } = await open();
    await runner.handle(received(record(kitchen, 0), record(kitchen, 7, over), record(kitchen, 1)));
    const place = { topic, partition: 0, offset: '1' };
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: `${topic}:0:1`, revision: 1, reason: 'foreign', error, record: place, raw: { base64: btoa('{}'), size: 2 } })]);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 1 });
  });

  it('believes no record of another tenant', async () => {
    const { runner, parking } = await open({ decode: (each) => ({ ...decode(each), tenant: 'other' }) });
    await runner.handle(received(record(kitchen, 0)));
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, reason: 'malformed', error: 'tenant-mismatch' })]);
  });

  it('reads past what is none of ours when it fills a hole, and takes the copy that can be read', async () => {
    const { bus, runner, collection, parking } = await open();
    await bus.publish([record(kitchen, 0, { position: '', value: null }), record(kitchen, 0), record(kitchen, 1, { value: null }), record(kitchen, 1, { position: '00000009' })]);
    await runner.handle(received(record(kitchen, 2)));
    expect([(await collection.get(kitchen))?.rev, await parking.count()]).toEqual([2, 0]);
  });

  it('gives a projector nothing of other categories', async () => {
    const { runner, collection, applied } = await open();
    await runner.handle(received(door(0)));
    expect([await collection.get('door-default.front'), applied.length]).toEqual([null, 1]);
  });
});
