import { Kafka, logLevel } from 'kafkajs';
import { setTimeout as pause } from 'node:timers/promises';

const connect = (brokers: string): Kafka => new Kafka({ brokers: [brokers], clientId: 'faults', logLevel: logLevel.NOTHING });

/** A member that joins, is given partitions, reads nothing and leaves: everybody else has to stop and start. */
const comeAndGo = async (kafka: Kafka, group: string, topic: string): Promise<void> => {
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 10_000, heartbeatInterval: 500, maxWaitTimeInMs: 100 });
  await consumer.connect();
  const joined = new Promise<void>((resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: () => pause(50) });
  await Promise.race([joined, pause(20_000)]);
  await consumer.disconnect();
};

/** Somebody new joins the group each second and leaves at once. @returns how many did */
export const rebalances = async (brokers: string, group: string, topic: string, seconds: number): Promise<number> => {
  const kafka = connect(brokers);
  let done = 0;
  const comings: Promise<void>[] = [];
  for (let second = 0; second < seconds; second += 1) {
    comings.push(comeAndGo(kafka, group, topic).then(() => void (done += 1), () => undefined));
    await pause(1_000);
  }
  await Promise.all(comings);
  return done;
};

/** Of a group without members. */
export const setOffsets = async (brokers: string, group: string, topic: string, to: 'beginning' | 'end'): Promise<void> => {
  const admin = connect(brokers).admin();
  await admin.connect();
  try {
    const ends = await admin.fetchTopicOffsets(topic);
    const partitions = ends.map(({ partition, low, high }) => ({ partition, offset: to === 'beginning' ? low : high }));
    for (let left = 60; ; left -= 1) {
      try {
        return await admin.setOffsets({ groupId: group, topic, partitions });
      } catch (error) {
        // A killed member belongs to the group until its session is over.
        if (left === 0) throw error;
        await pause(500);
      }
    }
  } finally {
    await admin.disconnect();
  }
};
