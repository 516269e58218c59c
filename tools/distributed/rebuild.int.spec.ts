import { randomUUID } from 'node:crypto';
import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { streamName, topicOf, type BusRecord, type BusSubscription, type ProjectedDocument, type ProjectedEvent, type ReadStore, type ReceivedRecord } from '@firebreak/event-sourcing';
import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { Leases, partitionOf, Runtime } from '@firebreak/runtime';

const [brokers, mongodbUrl] = [process.env.KAFKA_BROKERS ?? '', process.env.MONGODB_URL ?? ''];
const run = randomUUID().slice(0, 8);
const category = `light${run.replace(/[^a-z]/g, 'x')}`;
const topic = topicOf(category);
const group = `sums-${run}`;
const partitions = 3;
const now = '2026-03-05T10:11:12.345Z';

interface Sum extends ProjectedDocument {
  readonly sum: number;
}

const sums = {
  name: 'sums',
  categories: [category],
  collection: { name: 'sums_v1', indexes: [] },
  evolve: (doc: Sum | null, { data, revision }: ProjectedEvent): Sum => ({ rev: revision, sum: (doc?.sum ?? 0) + (data['n'] as number) }),
};

const decode = ({ key, sequence, value, position, id, hash }: ReceivedRecord): ProjectedEvent => ({
  id, stream: key, tenant: 'default', revision: sequence, position, hash, type: 'Lit', data: JSON.parse(value ?? '{}') as Record<string, unknown>, actor: 'a', origin: 'live', occurredAt: now, recordedAt: now,
});

let position = 0;
const record = (stream: string, sequence: number): BusRecord => {
  position += 1;
  const id = `${run}-${position}`;
  return { topic, partition: partitionOf(stream, partitions), key: stream, id, type: 'Lit', sequence, position: String(position).padStart(16, '0'), storeId: run, hash: id, headers: {}, value: JSON.stringify({ n: 1 }) };
};

interface Replica {
  readonly runtime: Runtime;
  readonly readStore: ReadStore;
  readonly bus: KafkaEventBus;
  readonly stop: () => Promise<void>;
}

const store = memoryEventStore();
const replica = async (holder: string): Promise<Replica> => {
  const mongo = await openReadMongo(mongodbUrl, { database: `rebuild_${run}` });
  const readStore = mongoReadStore(mongo.db, { prefix: 'sums_' });
  const bus = openKafkaEventBus({ brokers: brokers.split(','), clientId: holder, topics: { partitions, replication: 1 }, partitionOf });
  const runtime = new Runtime({ store, bus, readStore, clock: { now: () => new Date().toISOString() }, leases: new Leases(readStore, holder) });
  runtime.projectFromBus({ group, categories: [category], decode, projections: [sums] });
  await runtime.start();
  const subscription: BusSubscription = await bus.subscribe({ group, topics: [topic] }, (batch) => runtime.handle(group, batch));
  return {
    runtime,
    readStore,
    bus,
    stop: async () => {
      await subscription.stop();
      await runtime.drain();
      await bus.close();
      await mongo.close();
    },
  };
};

const streams = Array.from({ length: 200 }, (_, index) => streamName(category, 'default', `${run}-${index}`));
let replicas: readonly Replica[];

beforeAll(async () => {
  replicas = await Promise.all([replica('one'), replica('two')]);
  const [first] = replicas;
  for (const sequence of [0, 1, 2]) await first!.bus.publish(streams.map((stream) => record(stream, sequence)));
}, 120_000);
afterAll(async () => {
  for (const each of replicas) await each.stop();
}, 60_000);

const until = async (generation: number): Promise<void> => {
  for (const { runtime } of replicas) {
    await runtime.waitUntil(async () => {
      const { live, phase } = await runtime.rebuilds.of(group);
      return live.generation === generation && phase === 'idle';
    }, 120_000);
  }
};

const readBy = async ({ runtime }: Replica): Promise<readonly number[]> => {
  const found = await (await runtime.readModels.collection<Sum>(sums.collection)).getMany(streams);
  return [...new Set([...found.values()].map(({ sum }) => sum))].concat(found.size);
};

it('makes a read model again over Kafka and MongoDB in two replicas, under way and back, and misses nothing', async () => {
  const [one, two] = replicas as [Replica, Replica];
  await one.runtime.waitUntil(async () => (await readBy(one)).join() === '3,200', 120_000);
  await one.runtime.rebuilds.rebuild(group, { manual: false });
  await one.bus.publish(streams.map((stream) => record(stream, 3)));
  await until(2);
  for (const each of replicas) await each.runtime.waitUntil(async () => (await readBy(each)).join() === '4,200', 120_000);
  const audit = await two.runtime.rebuilds.audit(group);
  expect(audit).toMatchObject({ isComplete: true, isLive: true, generation: 2, projections: [{ projection: 'sums.g2', streams: 200, documents: 200, sample: { streams: 200, different: [] } }] });
  expect(audit.projections[0]!.digest.documents).toBe(audit.projections[0]!.digest.source);

  // The one before has what came since.
  await one.bus.publish(streams.map((stream) => record(stream, 4)));
  await two.runtime.rebuilds.rollBack(group);
  await until(1);
  for (const each of replicas) await each.runtime.waitUntil(async () => (await readBy(each)).join() === '5,200', 120_000);
  expect(await one.runtime.rebuilds.audit(group)).toMatchObject({ isComplete: true, generation: 1 });

  await one.runtime.rebuilds.drop(group);
  await one.runtime.waitUntil(async () => (await (await one.readStore.collection({ ...sums.collection, name: 'sums_v1_g2' })).count({ op: 'all' })) === 0, 60_000);
}, 400_000);
