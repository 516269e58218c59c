import { randomUUID } from 'node:crypto';
import { CodedError, ReaderRule, Relay, topicOf, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
import { collector, memoryEventStore, storables, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { openKafkaEventBus, type KafkaEventBus } from './kafka-event-bus';

const partitionOf = (stream: string, partitions: number): number => stream.charCodeAt(stream.length - 1) % partitions;
const open = (): KafkaEventBus =>
  openKafkaEventBus({ brokers: [process.env.KAFKA_BROKERS!], topics: { partitions: 3, replication: 1 }, heartbeatMs: 200, partitionOf });

const relayOf = (store: MemoryEventStore, bus: EventBus, category: string): Relay =>
  new Relay({ store, bus, categories: [category], partitionOf, pageSize: 20, markAfter: 30, toContract: ({ type, data }) => ({ type, value: data, headers: {} }) });

const fill = async (store: MemoryEventStore, category: string, rounds: number): Promise<void> => {
  for (let round = 0; round < rounds; round += 1) {
    const stream = `${category}-default.${'abcdefg'[round % 7]!}`;
    await store.append(stream, (await store.readStream(stream)).length - 1, storables(3));
  }
};

/** Publishes, and then does not say so. */
const losingAnswers = (bus: EventBus, every: number): EventBus => {
  let count = 0;
  return {
    ...bus,
    publish: async (records) => {
      await bus.publish(records);
      if ((count += 1) % every === 0) throw new CodedError('bus-unavailable', { reason: 'answer lost' });
    },
  };
};

const drain = async (relay: Relay): Promise<void> => {
  for (let passed = -1; passed !== 0; ) {
    passed = await relay.step().catch((error: unknown) => {
      if (!(error instanceof CodedError) || error.code !== 'bus-unavailable') throw error;
      return -1;
    });
  }
};

const perPartition = (records: readonly { readonly partition: number; readonly key: string; readonly sequence: number }[]): string[][] =>
  [0, 1, 2].map((partition) => records.filter((each) => each.partition === partition).map(({ key, sequence }) => `${key}@${sequence}`));

describe('relays over real Kafka', () => {
  it('a killed one and two at once give each partition the store in order, through the reader rule', async () => {
    const category = `light_${randomUUID().slice(0, 8)}`;
    const topic = topicOf(category);
    const store = memoryEventStore();
    const [one, other] = [open(), open()];
    await fill(store, category, 30);
    const killed = relayOf(store, losingAnswers(one, 2), category);
    await killed.step();
    await expect(killed.step()).rejects.toMatchObject({ code: 'bus-unavailable' });
    const both = [relayOf(store, losingAnswers(one, 3), category), relayOf(store, losingAnswers(other, 2), category)];
    // Both know the tails of before, so each sends what the other sends.
    await Promise.all(both.map((relay) => relay.open()));
    await fill(store, category, 60);
    await Promise.all(both.map(drain));

    const raw: ReceivedRecord[] = [];
    for (const stream of 'abcdefg') raw.push(...(await one.readKey(topic, `${category}-default.${stream}`, 0)));
    const events = store.all();
    expect(raw.length).toBeGreaterThan(events.length);

    const expected = perPartition(events.map(({ stream, revision }) => ({ partition: partitionOf(stream, 3), key: stream, sequence: revision })));
    const isEvent = ({ type }: ReceivedRecord): boolean => type !== 'firebreak.progress';
    const seen = collector();
    const subscription = await other.subscribe({ group: randomUUID(), topics: [topic], maxBatch: 7 }, (batch) => seen.handle(batch.filter(isEvent)));
    await seen.until(events.length);
    await subscription.stop();
    expect(perPartition(seen.received())).toEqual(expected);

    const log: ReceivedRecord[] = [];
    for (let after: string | null = null; ; ) {
      const page = await one.readLog({ topics: [topic], after, limit: 13 });
      log.push(...page);
      after = page.at(-1)?.offset ?? after;
      if (page.length < 13) break;
    }
    expect(perPartition(log.filter(isEvent))).toEqual(expected);
    const rule = new ReaderRule();
    expect(log.every((record) => rule.accepts(record))).toBe(true);
    expect(await one.logHead([topic])).toBe(log.at(-1)!.offset);
    await Promise.all([one.close(), other.close()]);
  });

  it('refuses a store that is behind its topic', async () => {
    const category = `light_${randomUUID().slice(0, 8)}`;
    const [bus, store] = [open(), memoryEventStore()];
    await fill(store, category, 3);
    await drain(relayOf(store, bus, category));
    await expect(relayOf(memoryEventStore(), bus, category).open()).rejects.toMatchObject({ code: 'store-behind-topic' });
    await bus.close();
  });
});
