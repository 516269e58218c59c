import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, type EachBatchPayload, type KafkaMessage } from 'kafkajs';

/** A record as it lies on the topic, repeats and marks and all. */
export interface RawRecord {
  readonly partition: number;
  readonly key: string;
  readonly id: string;
  readonly sequence: number;
  readonly position: string;
  readonly isMark: boolean;
}

const text = (value: unknown): string => (Buffer.isBuffer(value) ? value.toString('utf8') : '');

const recordOf = (partition: number, { key, headers = {} }: KafkaMessage): RawRecord => ({
  partition,
  key: text(key),
  id: text(headers['ce_id']),
  sequence: Number(text(headers['ce_sequence'])),
  position: text(headers['x-src-pos']),
  isMark: text(headers['ce_type']) === 'firebreak.progress',
});

const readOnce = async (brokers: string, topic: string): Promise<readonly RawRecord[]> => {
  const kafka = new Kafka({ brokers: [brokers], clientId: 'faults', logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  const missing = new Map(ends.filter(({ low, high }) => BigInt(high) > BigInt(low)).map(({ partition, high }) => [partition, BigInt(high)]));
  const records: RawRecord[] = [];
  if (missing.size === 0) return records;
  const consumer = kafka.consumer({ groupId: `faults-${randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const isRead = new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = ({ batch }: EachBatchPayload): Promise<void> => {
      const { partition } = batch;
      for (const message of batch.messages) records.push(recordOf(partition, message));
      const end = missing.get(partition);
      if (end !== undefined && BigInt(batch.lastOffset()) + 1n >= end) missing.delete(partition);
      if (missing.size === 0) resolve();
      return Promise.resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await isRead.finally(() => consumer.disconnect());
  return records;
};

/** The whole topic in the order of its partitions, read by a bare consumer. A broker that has only begun refuses groups for a while. */
export const rawTopic = async (brokers: string, topic: string): Promise<readonly RawRecord[]> => {
  for (let left = 10; ; left -= 1) {
    try {
      return await readOnce(brokers, topic);
    } catch (error) {
      if (left === 0) throw error;
      await pause(500);
    }
  }
};
