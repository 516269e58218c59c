import type { Admin } from 'kafkajs';
import type { EventBus } from '@firebreak/event-sourcing';
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
  const log = openRawLog(kafka);
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

  const lagOf = async (group: string, topic: string): Promise<bigint> => {
    const ends = await endsOf(topic);
    const [committed] = await ask((admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
    return ends.reduce((sum, { partition, low, high }) => {
      const offset = BigInt(committed?.partitions.find((each) => each.partition === partition)?.offset ?? -1);
      const from = offset < low ? low : offset;
      return from < high ? sum + (high - from) : sum;
    }, 0n);
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
      for (const topic of topics) sum += await lagOf(group, topic);
      return Number(sum);
    },
    close: async () => {
      await publisher.close();
      await Promise.all([admins.close(), log.close()]);
    },
  };
};
