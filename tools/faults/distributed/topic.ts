import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

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

/** The whole topic in the order of its partitions, read by a bare consumer. */
export const rawTopic = async (brokers: string, topic: string): Promise<readonly RawRecord[]> => {
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
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = ({ batch }: { batch: { partition: number; lastOffset(): string; messages: readonly { key: Buffer | null; headers?: Readonly<Record<string, unknown>> }[] } }): Promise<void> => {
      const { partition } = batch;
      for (const { key, headers = {} } of batch.messages) {
        const type = text(headers['ce_type']);
        records.push({ partition, key: text(key), id: text(headers['ce_id']), sequence: Number(text(headers['ce_sequence'])), position: text(headers['x-src-pos']), isMark: type === 'firebreak.progress' });
      }
      const end = missing.get(partition);
      if (end !== undefined && BigInt(batch.lastOffset()) + 1n >= end) missing.delete(partition);
      if (missing.size === 0) resolve();
      return Promise.resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  return records;
};
