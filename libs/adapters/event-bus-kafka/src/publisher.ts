import type { Kafka, Producer } from 'kafkajs';
import type { BusRecord } from '@firebreak/event-sourcing';
import { held, unavailable } from './held';
import { toMessage } from './record-codec';

/** A partition's share of a request is one batch on the broker, which takes 1 MiB. */
const maxShare = 700_000;
const maxRequest = 8 * maxShare;

/** Headers are names, ids and times: a character of theirs is a byte. */
const sizeOf = ({ key, value, headers }: BusRecord): number => {
  let bytes = Buffer.byteLength(value ?? '') + Buffer.byteLength(key) + 600;
  for (const name in headers) bytes += name.length + headers[name]!.length;
  return bytes;
};

/** Cuts a publication into requests, in order. @param most bytes of one partition, and of all together */
export const requestsOf = (records: readonly BusRecord[], most = { share: maxShare, request: maxRequest }): BusRecord[][] => {
  const requests: BusRecord[][] = [];
  const shares = new Map<string, number>();
  let bytes = 0;
  for (const record of records) {
    const lane = `${record.topic}/${record.partition}`;
    const size = sizeOf(record);
    if (requests.length === 0 || bytes + size > most.request || (shares.get(lane) ?? 0) + size > most.share) {
      requests.push([]);
      shares.clear();
      bytes = 0;
    }
    requests.at(-1)!.push(record);
    shares.set(lane, (shares.get(lane) ?? 0) + size);
    bytes += size;
  }
  return requests;
};

const perTopic = (records: readonly BusRecord[]): { topic: string; messages: ReturnType<typeof toMessage>[] }[] =>
  [...Map.groupBy(records, ({ topic }) => topic)].map(([topic, some]) => ({ topic, messages: some.map(toMessage) }));

export interface Publisher {
  publish(records: readonly BusRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** One request is on its way at a time. After any doubt the producer is given up, and the caller asks the topic what became of the rest. */
export const openPublisher = (kafka: Kafka): Publisher => {
  const connect = async (): Promise<Producer> => {
    const producer = kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      createPartitioner: () => ({ message }) => message.partition ?? 0,
      retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
    });
    await producer.connect();
    return producer;
  };
  const producer = held(connect, (made) => made.disconnect());
  let last: Promise<unknown> = Promise.resolve();

  const send = (records: readonly BusRecord[]): Promise<void> =>
    producer.use(async (made) => {
      for (const request of requestsOf(records)) await made.sendBatch({ acks: -1, topicMessages: perTopic(request) });
    });

  return {
    publish: (records) => {
      const sent = last.then(() => send(records));
      last = sent.catch(() => undefined);
      return sent.catch((error: unknown) => Promise.reject(unavailable(error)));
    },
    close: async () => {
      await last;
      await producer.close();
    },
  };
};
