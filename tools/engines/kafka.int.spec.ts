import { openKafkaEventBus } from '@firebreak/event-bus-kafka';
import { hasCode, Relay, topicOf, type EventBus } from '@firebreak/event-sourcing';
import { collector, latch, memoryEventStore, storables } from '@firebreak/event-sourcing-testing';
import { startKafkaFromJars } from './kafka-jars';
import { usingEngine } from './using-engine';

describe('a Kafka broker of our own', () => {
  const engine = usingEngine(startKafkaFromJars);

  it('is killed and comes back while a relay works and a group reads: the group has seen the store, in order', async () => {
    const { url } = engine.current;
    const bus = openKafkaEventBus({ brokers: [url], topics: { partitions: 1, replication: 1 }, heartbeatMs: 200 });
    const store = memoryEventStore();
    const stream = 'light-default.kitchen';
    const total = 3_000;
    for (let from = 0; from < total; from += 100) await store.append(stream, from - 1, storables(100));
    const topic = topicOf('light');

    const seen = collector();
    const subscription = await bus.subscribe({ group: 'readers', topics: [topic], maxBatch: 50 }, seen.handle);

    const under = latch();
    const counting: EventBus = {
      ...bus,
      publish: async (records) => {
        if (records[0]!.sequence >= 1_000) under.open();
        await bus.publish(records);
      },
    };
    const relay = new Relay({ store, bus: counting, categories: ['light'], partitionOf: () => 0, pageSize: 20, toContract: ({ type, data }) => ({ type, value: data, headers: {} }) });
    let refusals = 0;
    const relaying = (async () => {
      for (let passed = -1; passed !== 0; ) {
        passed = await relay.step().catch((error: unknown) => {
          if (!hasCode(error, 'bus-unavailable')) throw error;
          refusals += 1;
          return -1;
        });
      }
    })();
    await under.opened;
    await engine.current.kill();
    await engine.current.restart();
    expect(engine.current.url).toBe(url);
    await relaying;
    const sequences = (): ReadonlySet<number> => new Set(seen.received().map(({ sequence }) => sequence));
    // What was not committed before the kill may come again, and counts only once.
    for (let count = total; sequences().size < total; count += 1) await seen.until(count);
    await subscription.stop();
    expect([...sequences()]).toEqual(Array.from({ length: total }, (_, index) => index));
    expect(refusals).toBeGreaterThan(0);
    expect((await bus.tails(topic))[0]).toMatchObject({ sequence: total - 1 });
    await bus.close();
  }, 120_000);
});
