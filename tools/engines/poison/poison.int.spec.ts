import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { decodeContract } from '@firebreak/contracts';
import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { createEventCodec, event, Relay, topicOf, type BusSubscription } from '@firebreak/event-sourcing';
import { collector, countingIds, fixedClock, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, LocalTokens, newSigningKey, Sessions } from '@firebreak/identity';
import { ParkedController } from '@firebreak/operations';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { createLogger } from '@firebreak/telemetry';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CompressionCodecs, CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import { catalogue, groupChanged, type Poison, type Writing } from './catalogue';
import { groupNames, type GroupDocument } from './read-model';

interface Parked {
  readonly stream: string;
  readonly revision: number;
  readonly reason: string;
  readonly error: string;
  readonly raw: { readonly base64: string; readonly size: number } | null;
  readonly record: { readonly topic: string; readonly partition: number; readonly offset: string } | null;
}

const brokers = [process.env.KAFKA_BROKERS ?? ''];
const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, retry: { retries: 0 } });
const giving = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, transactionalId: randomUUID(), maxInFlightRequests: 1, idempotent: true });
const admin = kafka.admin();

const category = `catalog_${randomUUID().slice(0, 8)}`;
const topic = topicOf(category);
const writing: Writing = { category, topic, storeId: 'store-1' };

type Compress = (encoder: { readonly buffer: Buffer }) => Promise<Buffer>;
/** Blocks that stand for themselves: what every decoder reads, and no library is needed for. */
const snappy: Compress = ({ buffer }) => {
  const size: number[] = [];
  for (let rest = buffer.length; ; rest = Math.floor(rest / 128)) {
    size.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) break;
  }
  const length = Buffer.alloc(3, 61 * 4);
  length.writeUInt16LE(buffer.length - 1, 1);
  return Promise.resolve(Buffer.concat([Buffer.from(size), length, buffer]));
};
const lz4: Compress = ({ buffer }) => {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(buffer.length + 2 ** 31);
  return Promise.resolve(Buffer.concat([Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]), length, buffer, Buffer.alloc(4)]));
};
const compressing = (type: number, compress: Compress): void => {
  const codecs = CompressionCodecs as unknown as Record<number, () => { compress: Compress; decompress: (bytes: Buffer) => Promise<Buffer> }>;
  const { decompress } = codecs[type]!();
  codecs[type] = () => ({ compress, decompress });
};

@Module({})
class Root {}

let app: NestFastifyApplication;
let bus: KafkaEventBus;
let runtime: Runtime;
let subscription: BusSubscription;
let died: unknown = null;
let token: string;
let doc: (stream: string) => Promise<GroupDocument | null>;
const lags = new Map<string, number>();

beforeAll(async () => {
  await Promise.all([producer.connect(), admin.connect(), giving.connect()]);
  bus = openKafkaEventBus({ brokers, topics: { partitions: 1, replication: 1 }, heartbeatMs: 200, records: writing });
  compressing(CompressionTypes.Snappy, snappy);
  compressing(CompressionTypes.LZ4, lz4);
  await bus.partitions(topic);
  await admin.alterConfigs({ validateOnly: false, resources: [{ type: 2, name: topic, configEntries: [{ name: 'max.message.bytes', value: '4000000' }] }] });
  const [clock, ids, store, readStore] = [fixedClock(), countingIds(), memoryEventStore(), memoryReadStore()];
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [newSigningKey()], clock, ids });
  ({ token } = await tokens.issue({ sub: 'ada', tenant: 'default', roles: ['administrator'], ttlSeconds: 3_600 }));
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) })];
  app = await createHttpApp({ module: Root, imports, controllers: [ParkedController] }, { secrets: { macKey: Buffer.alloc(32, 7) }, logger: createLogger({ level: 'silent' }), commandRate: null, docs: false });
  runtime = app.get(Runtime);
  const model = groupNames(category);
  const group = `poison-${category}`;
  runtime.projectFromBus({ group, categories: [category], decode: decodeContract, projections: [model] });
  await runtime.start();
  const collection = await readStore.collection<GroupDocument>(model.collection);
  doc = (stream) => collection.get(stream);
  subscription = await bus.subscribe({ group, topics: [topic] }, (batch) => runtime.handle(group, batch));
  subscription.done.catch((error: unknown) => (died = error));
}, 60_000);

afterAll(async () => {
  await subscription.stop();
  await runtime.drain();
  await app.close();
  await bus.close();
  await Promise.all([producer.disconnect(), admin.disconnect(), giving.disconnect()]);
});

const asked = async <T>(method: 'GET' | 'POST', url: string, body?: object): Promise<T> => {
  const json = body === undefined ? {} : { payload: JSON.stringify(body) };
  const answer = await app.inject({ method, url, headers: { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID(), ...(body ? { 'content-type': 'application/json' } : {}) }, ...json });
  return answer.json() as T;
};

const parked = async (): Promise<readonly Parked[]> => (await asked<{ items: readonly Parked[] }>('GET', '/v1/admin/parked?limit=500')).items;

const streamOf = (name: string): string => `${category}-default.${name}`;

/** A good event of another stream, from its publication to the read model. */
const goodOne = async (name: string): Promise<number> => {
  const stream = streamOf(name);
  const from = performance.now();
  await bus.publish([groupChanged(writing, stream, 0)]);
  await runtime.waitForRevision('group-names', stream, 0, 20_000);
  const lag = performance.now() - from;
  lags.set(name, lag);
  return lag;
};

const write = async ({ record, compression }: Pick<Poison, 'record' | 'compression'>, stream: string): Promise<string> => {
  const { headers, ...raw } = record(writing, stream);
  const [sent] = await producer.send({ topic, compression: (compression ?? 0) as CompressionTypes, messages: [{ ...raw, headers, partition: 0 }] });
  return sent!.baseOffset!;
};

const expected = ({ outcome }: Poison, stream: string, offset: string): object | null => {
  const record = { topic, partition: 0, offset };
  if ('shown' in outcome) return expect.objectContaining({ projection: 'group-names', stream: `${topic}:0:${offset}`, revision: Number(offset), reason: 'foreign', error: expect.stringMatching(outcome.shown) as string, record });
  if ('parked' in outcome) return expect.objectContaining({ projection: 'group-names', stream, revision: 1, reason: outcome.parked, error: expect.stringMatching(outcome.error) as string, record });
  return null;
};

describe('poison on a topic', () => {
  it('comes in at least thirty kinds that are listed', () => {
    expect(new Set(catalogue.map(({ kind }) => kind)).size).toBe(catalogue.length);
    expect(catalogue.filter(({ outcome }) => 'shown' in outcome || 'parked' in outcome).length).toBeGreaterThanOrEqual(30);
  });

  it.each(catalogue.map((each, index) => [each.kind, each, index] as const))('%s', async (_kind, poison, index) => {
    const stream = streamOf(`p${index}`);
    await bus.publish([groupChanged(writing, stream, 0)]);
    const before = (await parked()).length;
    const offset = await write(poison, stream);
    const lag = await goodOne(`beside ${index}`.replace(' ', '-'));
    const entry = expected(poison, stream, offset);
    const now = await parked();
    expect(now.length - before).toBe(entry === null ? 0 : 1);
    if (entry !== null) expect(now).toContainEqual(entry);
    expect((await doc(stream))?.rev).toBe('applied' in poison.outcome ? poison.outcome.applied : 0);
    expect([died, lag < 2_000]).toEqual([null, true]);
  }, 60_000);

  it('of a transaction that was given up is nothing', async () => {
    const before = (await parked()).length;
    const transaction = await giving.transaction();
    await transaction.send({ topic, messages: [{ key: streamOf('given-up'), value: 'never said' }] });
    await transaction.abort();
    await goodOne('after-abort');
    expect([(await parked()).length - before, died]).toEqual([0, null]);
  });

  it('that no broker lets in: a batch that is not what its codec says', async () => {
    for (const [type, right] of [[CompressionTypes.ZSTD, ({ buffer }) => promisify(zstdCompress)(buffer)], [CompressionTypes.Snappy, snappy], [CompressionTypes.LZ4, lz4]] as const satisfies readonly (readonly [number, Compress])[]) {
      compressing(type, () => Promise.resolve(Buffer.from('nothing that unpacks')));
      await expect(producer.send({ topic, compression: type, messages: [{ key: 'k', value: 'v' }] })).rejects.toThrow();
      compressing(type, right);
    }
    await goodOne('after-refusals');
  });

  it('left no trace on any prototype', () => expect(({} as { polluted?: boolean }).polluted).toBeUndefined());

  it('is skipped one by one with a reason, and the rest of its stream is applied', async () => {
    const stream = streamOf('mended');
    await bus.publish([groupChanged(writing, stream, 0)]);
    await bus.publish([groupChanged(writing, stream, 1, { value: '{' }), groupChanged(writing, stream, 2)]);
    await goodOne('beside-mended');
    expect((await doc(stream))?.rev).toBe(0);
    expect(await asked('POST', `/v1/admin/parked/group-names/${stream}/skip`, { revision: 1, reason: 'a broken publisher' })).toMatchObject({ outcome: 'appended', parked: false });
    expect(await doc(stream)).toMatchObject({ rev: 2, names: ['Network 0', 'Network 2'] });
    const foreign = (await parked()).filter(({ reason }) => reason === 'foreign');
    for (const each of foreign) await asked('POST', `/v1/admin/parked/group-names/${encodeURIComponent(each.stream)}/skip`, { revision: each.revision, reason: 'seen' });
    expect((await parked()).filter(({ reason }) => reason === 'foreign')).toEqual([]);
  });

  it('held up others for less than two seconds', () => {
    const sorted = [...lags].map(([name, lag]) => ({ what: catalogue[Number(/^beside-(\d+)$/.exec(name)?.[1] ?? -1)]?.kind ?? name, lag: Math.round(lag) })).sort((a, b) => b.lag - a.lag);
    const [first, second, third] = sorted.map(({ what, lag }) => `${lag} ms (${what})`);
    process.stdout.write(`poison: ${catalogue.length} kinds; a good event behind each waited ${sorted[sorted.length >> 1]!.lag} ms at the median, at most ${first}, then ${second}, ${third}\n`);
    expect(sorted[0]!.lag).toBeLessThan(2_000);
  });
});

describe('a relay whose topic ends with what is none of ours', () => {
  it('goes on from its own tail, and its readers see the store', async () => {
    const own = `light_${randomUUID().slice(0, 8)}`;
    const [store, stream] = [memoryEventStore(), `${own}-default.a`];
    const codec = createEventCodec({ Lit: { personal: [] } });
    const meta = { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live', now: fixedClock().now(), idempotency: null } as const;
    const lit = async (count: number): Promise<void> => {
      const last = (await store.readStream(stream)).at(-1);
      const base = { stream, revision: last?.revision ?? -1, lastHash: last?.hash ?? null, lastRecordedAt: null };
      await store.append(stream, base.revision, codec.prepare(base, meta, Array.from({ length: count }, () => event('Lit', {}))));
    };
    const records = { storeId: store.storeId };
    const lights = openKafkaEventBus({ brokers, topics: { partitions: 1, replication: 1 }, heartbeatMs: 200, records });
    const relay = (): Relay => new Relay({ store, bus: lights, categories: [own], partitionOf: () => 0, toContract: ({ type, data }) => ({ type, value: data, headers: {} }) });
    await lit(3);
    await relay().step();
    const headers = { ce_id: 'x', ce_type: 'Lit', ce_sequence: '9', 'x-src-pos': '~', 'x-hash': 'h' };
    const garbage = [
      { key: stream, value: null },
      { key: stream, value: '{}', headers: { ...headers, 'x-store-id': 'another' } },
      { key: stream, value: '{}', headers: { ...headers, 'x-store-id': store.storeId } },
      { key: null, value: Buffer.from([0xff]) },
    ];
    await producer.send({ topic: topicOf(own), messages: garbage });
    await lit(2);
    const next = relay();
    await next.step();
    expect(next.stats.published).toBe(2);
    const seen = collector();
    const reading = await lights.subscribe({ group: own, topics: [topicOf(own)] }, seen.handle);
    await seen.until(9);
    await reading.stop();
    expect(seen.received().filter(({ position }) => position !== '').map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    expect((await lights.readLog({ topics: [topicOf(own)], after: null, limit: 99 })).map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4]);
    await lights.close();
  }, 60_000);
});
