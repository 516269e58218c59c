import type { Admin } from 'kafkajs';
import { progressMark, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
import { connectKafka, type KafkaConnection } from './connect';
import { subscribeGroup, type GroupSettings } from './group-runner';
import { held, twice } from './held';
import { logReader, type EndsOf } from './log-reader';
import { openPublisher } from './publisher';
import { openRawLog } from './raw-log';
import { createTopics, type TopicSettings } from './topics';

export interface KafkaEventBusOptions extends KafkaConnection, GroupSettings {
  /** Makes a topic at its first use where it is missing; without it a missing topic is a fault. */
  readonly topics?: TopicSettings;
  /** As the relay has it: one key is then looked for in its own partition only. */
  readonly partitionOf?: (stream: string, partitions: number) => number;
}

export interface KafkaEventBus extends EventBus {
  /** Ends all connections; subscriptions are stopped by their owners before. */
  close(): Promise<void>;
}

/** Kafka as the bus. A record says its partition; a topic through the reader rule is a gap-free prefix of its source. */
export const openKafkaEventBus = (options: KafkaEventBusOptions): KafkaEventBus => {
  const kafka = connectKafka(options);
  const connect = async (): Promise<Admin> => {
    const admin = kafka.admin();
    await admin.connect();
    return admin;
  };
  const admins = held(connect, (admin) => admin.disconnect());
  const ask = <R>(question: (admin: Admin) => Promise<R>): Promise<R> => twice(() => admins.use(question));
  const publisher = openPublisher(kafka);
  const log = openRawLog(kafka, options.records);
  const known = new Set<string>();

  const ensure = async (topics: readonly string[]): Promise<void> => {
    const { topics: settings } = options;
    const missing = [...new Set(topics)].filter((topic) => !known.has(topic));
    if (!settings || missing.length === 0) return;
    await ask((admin) => createTopics(admin, missing, settings));
    for (const topic of missing) known.add(topic);
  };

  const endsOf: EndsOf = async (topic) => {
    await ensure([topic]);
    const ends = await ask((admin) => admin.fetchTopicOffsets(topic));
    return ends.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) })).sort((a, b) => a.partition - b.partition);
  };

  /** What a group has not committed of each partition. */
  const behind = async (group: string, topic: string): Promise<readonly { readonly partition: number; readonly from: bigint; readonly high: bigint }[]> => {
    const ends = await endsOf(topic);
    const [committed] = await ask((admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
    return ends
      .map(({ partition, low, high }) => {
        const offset = BigInt(committed?.partitions.find((each) => each.partition === partition)?.offset ?? -1);
        return { partition, from: offset < low ? low : offset, high };
      })
      .filter(({ from, high }) => from < high);
  };

  const firstOf = async (topic: string, partition: number, from: bigint, high: bigint): Promise<readonly ReceivedRecord[]> => {
    const found: ReceivedRecord[] = [];
    await log.read(topic, partition, from, high, (record) => {
      if (record.type !== progressMark) found.push(record);
      return found.length === 0;
    });
    return found;
  };

  return {
    ...logReader(log, endsOf, options.partitionOf),
    partitions: async (topic) => (await endsOf(topic)).length,
    publish: async (records) => {
      if (records.length === 0) return;
      await ensure(records.map(({ topic }) => topic));
      await publisher.publish(records);
    },
    subscribe: async (subscription, handle) => {
      await ensure(subscription.topics);
      return subscribeGroup(kafka, admins, subscription, options, handle);
    },
    lag: async (group, topics) => {
      let sum = 0n;
      for (const topic of topics) for (const { from, high } of await behind(group, topic)) sum += high - from;
      return Number(sum);
    },
    waiting: async (group, topics) => {
      const first: ReceivedRecord[] = [];
      for (const topic of topics) for (const { partition, from, high } of await behind(group, topic)) first.push(...(await firstOf(topic, partition, from, high)));
      return first;
    },
    close: async () => {
      await publisher.close();
      await Promise.all([admins.close(), log.close()]);
    },
  };
};
