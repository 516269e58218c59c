import { randomUUID } from 'node:crypto';
import { CompressionTypes, Kafka, logLevel, Partitioners, type IHeaders } from 'kafkajs';
import type { BusRecord } from '@firebreak/event-sourcing';
import { collector } from '@firebreak/event-sourcing-testing';
import { openKafkaEventBus, type KafkaEventBus } from './kafka-event-bus';

const brokers = [process.env.KAFKA_BROKERS ?? ''];
const kafka = new Kafka({ brokers, logLevel: logLevel.NOTHING });
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
const transactional = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, transactionalId: randomUUID(), maxInFlightRequests: 1, idempotent: true });
const admin = kafka.admin();

const record = (topic: string, sequence: number): BusRecord => ({
  topic,
  partition: 0,
  key: 'light-default.a',
  id: `id-${sequence}`,
  type: 'Lit',
  sequence,
  position: String(sequence).padStart(16, '0'),
  storeId: 's',
  hash: `h${sequence}`,
  headers: {},
  value: `{"n":${sequence}}`,
});
const records = (topic: string, from: number, to: number): BusRecord[] => Array.from({ length: to - from }, (_, index) => record(topic, from + index));

const whole: IHeaders = { ce_id: 'x', ce_type: 'Lit', ce_sequence: '7', 'x-src-pos': '0000000000000007', 'x-store-id': 's', 'x-hash': 'h' };

describe('the Kafka bus among hazards', () => {
  let bus: KafkaEventBus;
  let topic: string;
  let group: string;
  beforeAll(() => Promise.all([producer.connect(), admin.connect(), transactional.connect()]));
  afterAll(() => Promise.all([producer.disconnect(), admin.disconnect(), transactional.disconnect()]));
  beforeEach(async () => {
    bus = openKafkaEventBus({ brokers, topics: { partitions: 1, replication: 1 }, heartbeatMs: 200 });
    [topic, group] = [`firebreak.light_${randomUUID().slice(0, 8)}.v1`, randomUUID()];
    await bus.partitions(topic);
  });
  afterEach(() => bus.close());

  const sequencesOf = async (count: number): Promise<number[]> => {
    const seen = collector();
    const subscription = await bus.subscribe({ group, topics: [topic] }, seen.handle);
    await seen.until(count);
    await subscription.stop();
    return seen.received().map(({ sequence }) => sequence);
  };

  it('poison is handed on without a type, and what follows it too', async () => {
    const poison = [
      { key: null, value: null },
      { key: 'light-default.a', value: null },
      { key: 'light-default.b', value: 'no JSON, no headers' },
      { key: 'light-default.c', value: Buffer.from([0xff, 0xfe, 0x00]), headers: whole },
      { key: Buffer.from([0xff]), value: '{}', headers: whole },
      { key: 'light-default.d', value: '{}', headers: { ...whole, ce_sequence: '-1' } },
      { key: 'light-default.e', value: '{}', headers: { ...whole, 'x-src-pos': '' } },
      { key: 'light-default.f', value: '{}', headers: { ...whole, ce_type: ['a', 'b'] } },
      { key: 'light-default.g', value: '{}', headers: { big: 'x'.repeat(900_000) } },
    ];
    for (const message of poison) await producer.send({ topic, messages: [message] });
    await bus.publish([record(topic, 0)]);
    const seen = collector();
    const subscription = await bus.subscribe({ group, topics: [topic] }, seen.handle);
    await seen.until(poison.length + 1);
    await bus.publish([record(topic, 1)]);
    await seen.until(poison.length + 2);
    await subscription.stop();
    const received = seen.received();
    expect(received.map(({ type }) => type)).toEqual([...poison.map(() => ''), 'Lit', 'Lit']);
    expect(received[0]!.key).toMatch(/^light_[0-9a-f]{8}-unreadable\.0\.0$/);
    expect([received[2]!.key, received[2]!.value, received[1]!.value]).toEqual(['light-default.b', 'no JSON, no headers', null]);
    expect(await bus.lag(group, [topic])).toBe(0);
    expect((await bus.tails(topic))[0]).toMatchObject({ sequence: 1, hash: 'h1' });
    expect((await bus.readLog({ topics: [topic], after: null, limit: 99 })).map(({ sequence }) => sequence)).toEqual([0, 1]);
  });

  it.each([CompressionTypes.GZIP, CompressionTypes.ZSTD])('a compressed batch (%s) is read like any other', async (compression) => {
    await producer.send({ topic, compression, messages: [0, 1].map((n) => ({ key: 'light-default.a', value: '{}', headers: { ...whole, ce_sequence: String(n), 'x-src-pos': `000000000000000${n}` } })) });
    await bus.publish([record(topic, 2)]);
    expect(await sequencesOf(3)).toEqual([0, 1, 2]);
    expect((await bus.readKey(topic, 'light-default.a', 1)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('what a transaction gave up is nowhere to be seen, and its marks hide no tail', async () => {
    await bus.publish(records(topic, 0, 2));
    for (const end of ['abort', 'abort', 'commit'] as const) {
      const transaction = await transactional.transaction();
      await transaction.send({ topic, messages: [{ key: 'light-default.t', value: '{}', headers: { ...whole, ...(end === 'commit' ? {} : { ce_sequence: '99', 'x-src-pos': '9999' }) } }] });
      await transaction[end]();
    }
    // The broker answers the end of a transaction before its mark stands in the log.
    let tail = (await bus.tails(topic))[0];
    while (tail?.sequence === 1) tail = (await bus.tails(topic))[0];
    expect(tail).toMatchObject({ sequence: 7 });
    expect((await bus.readLog({ topics: [topic], after: null, limit: 9 })).map(({ sequence }) => sequence)).toEqual([0, 1, 7]);
    expect(await sequencesOf(3)).toEqual([0, 1, 7]);
  });

  it('a repeat is dropped, also by the member that comes after', async () => {
    await bus.publish(records(topic, 0, 5));
    expect(await sequencesOf(5)).toEqual([0, 1, 2, 3, 4]);
    const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    expect(committed!.partitions[0]).toMatchObject({ offset: '5', metadata: 'src-pos=0000000000000004' });
    await bus.publish(records(topic, 2, 7));
    expect(await sequencesOf(2)).toEqual([5, 6]);
  });

  it('offsets set to the beginning show everything again, set to the end only what comes', async () => {
    await bus.publish(records(topic, 0, 4));
    expect(await sequencesOf(4)).toEqual([0, 1, 2, 3]);
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '0' }] });
    expect(await sequencesOf(4)).toEqual([0, 1, 2, 3]);
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '4' }] });
    await bus.publish(records(topic, 4, 6));
    expect(await sequencesOf(2)).toEqual([4, 5]);
  });

  it('an offset beyond the end starts over from the beginning', async () => {
    await bus.publish(records(topic, 0, 3));
    await admin.setOffsets({ groupId: group, topic, partitions: [{ partition: 0, offset: '1000' }] });
    expect(await sequencesOf(3)).toEqual([0, 1, 2]);
  });

  it('a handler that throws what the driver would give up for is called again', async () => {
    await bus.publish(records(topic, 0, 2));
    const seen = collector();
    let failures = 2;
    const subscription = await bus.subscribe({ group, topics: [topic] }, (batch) => {
      if ((failures -= 1) >= 0) throw new TypeError('not a function');
      return seen.handle(batch);
    });
    await seen.until(2);
    await subscription.stop();
    expect(seen.received().map(({ sequence }) => sequence)).toEqual([0, 1]);
  });

  it('sends what is larger than one request takes in several, in order', async () => {
    const large = records(topic, 0, 12).map((each) => ({ ...each, value: JSON.stringify('x'.repeat(250_000)) }));
    await bus.publish(large);
    expect(await sequencesOf(12)).toEqual(large.map(({ sequence }) => sequence));
  });

  it('a record that no broker takes is unavailable, and the next goes through', async () => {
    await expect(bus.publish([{ ...record(topic, 0), value: 'x'.repeat(3_000_000) }])).rejects.toMatchObject({ code: 'bus-unavailable' });
    await bus.publish([record(topic, 0)]);
    expect((await bus.readKey(topic, 'light-default.a', 0)).map(({ sequence }) => sequence)).toEqual([0]);
  });

  it('keeps a topic for ever', async () => {
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [{ type: 2, name: topic, configNames: ['retention.ms', 'cleanup.policy'] }] });
    expect(Object.fromEntries(resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]))).toEqual({ 'retention.ms': '-1', 'cleanup.policy': 'delete' });
  });
});
