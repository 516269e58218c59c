import type { Kafka } from 'kafkajs';
import type { ReceivedRecord } from '@firebreak/event-sourcing';
import { held, twice, type Held } from './held';
import { toReceived, type OwnRecords, type StoredMessage } from './record-codec';
import { withoutAborted, type AbortedTransaction, type RawMessage } from './aborted';

interface FetchedPartition {
  readonly partition: number;
  readonly abortedTransactions?: readonly AbortedTransaction[];
  readonly messages: readonly (RawMessage & StoredMessage)[];
}

interface RawBroker {
  fetch(request: object): Promise<{ readonly responses: readonly { readonly topicName: string; readonly partitions: readonly FetchedPartition[] }[] }>;
}

interface RawCluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  findLeaderForPartitions(topic: string, partitions: readonly number[]): Record<string, readonly number[]>;
  findBroker(broker: { readonly nodeId: string }): Promise<RawBroker>;
}

type CreateCluster = (options: object) => RawCluster;

/**
 * The driver reads from an offset only inside a group. Its own connection, which it keeps behind a symbol, reads without one;
 * where a later version has none the bus refuses to open.
 */
const clusterOf = (kafka: Kafka): CreateCluster => {
  const symbol = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === 'private:Kafka:createCluster');
  if (!symbol) throw new Error('This version of kafkajs is not known here.');
  return (kafka as unknown as Record<symbol, CreateCluster>)[symbol]!;
};

export interface RawLog {
  /** Records of one partition in `[from, to)`, until `take` has had enough. `records` says whose count; all where it is null. */
  read(topic: string, partition: number, from: bigint, to: bigint, take: (record: ReceivedRecord) => boolean, records?: OwnRecords | null): Promise<void>;
  close(): Promise<void>;
}

const readCommitted = 1;

export const openRawLog = (kafka: Kafka, own: OwnRecords | null = null): RawLog => {
  const create = clusterOf(kafka);
  const connect = async (): Promise<RawCluster> => {
    const cluster = create({ metadataMaxAge: 60_000, allowAutoTopicCreation: false, maxInFlightRequests: null, isolationLevel: readCommitted });
    await cluster.connect();
    return cluster;
  };
  const clusters: Held<RawCluster> = held(connect, (cluster) => cluster.disconnect());

  const fetchNow = (topic: string, partition: number, fetchOffset: bigint): Promise<FetchedPartition | undefined> =>
    twice(() =>
      clusters.use(async (cluster) => {
        await cluster.addTargetTopic(topic);
        const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]));
        if (nodeId === undefined) throw new Error(`${topic}/${partition} has no leader`);
        const broker = await cluster.findBroker({ nodeId });
        const partitions = [{ partition, fetchOffset: String(fetchOffset), maxBytes: 1_048_576, currentLeaderEpoch: -1 }];
        const answer = await broker.fetch({ isolationLevel: readCommitted, maxWaitTime: 100, minBytes: 1, maxBytes: 4_194_304, topics: [{ topic, partitions }] });
        return answer.responses[0]?.partitions[0];
      }),
    );

  let last: Promise<unknown> = Promise.resolve();
  /** One at a time: two first fetches at once open two connections, of which the driver forgets one. */
  const fetch = (topic: string, partition: number, fetchOffset: bigint): Promise<FetchedPartition | undefined> => {
    const fetched = last.then(() => fetchNow(topic, partition, fetchOffset));
    last = fetched.catch(() => undefined);
    return fetched;
  };

  return {
    read: async (topic, partition, from, to, take, records = own) => {
      for (let next = from; next < to; ) {
        const fetched = await fetch(topic, partition, next);
        const messages = (fetched?.messages ?? []).filter(({ offset }) => BigInt(offset) >= next);
        const last = messages.at(-1);
        if (!fetched || last === undefined) return;
        for (const message of withoutAborted(messages, fetched.abortedTransactions ?? [])) {
          if (BigInt(message.offset) >= to) return;
          if (!take(toReceived(topic, partition, message, records))) return;
        }
        next = BigInt(last.offset) + 1n;
      }
    },
    close: () => clusters.close(),
  };
};
