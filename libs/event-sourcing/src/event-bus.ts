import { refused } from './errors';
import type { Position } from './event';

/** One public contract on a topic. `key` is the stream; `sequence` its revision; `value` JSON text, null only for a foreign tombstone. */
export interface BusRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  /** Position of the source event in its store: the monotone reader rule compares it. */
  readonly position: Position;
  readonly storeId: string;
  readonly hash: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string | null;
}

export interface ReceivedRecord extends BusRecord {
  /** Opaque, grows inside a partition. */
  readonly offset: string;
  /** The value as it came, where it is no text. */
  readonly bytes?: Uint8Array;
  /** Why it is no record of ours; it has no position then. */
  readonly damage?: string;
}

export interface BusTail {
  readonly position: Position;
  readonly hash: string;
  readonly storeId: string;
  readonly key: string;
  readonly sequence: number;
}

export interface BusSubscription {
  /** Lets the batch in hand finish, then resolves. */
  stop(): Promise<void>;
  /** Rejects when the subscription dies for good; resolves on stop. */
  readonly done: Promise<void>;
}

export interface SubscribeOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly maxBatch?: number;
}

/**
 * Topics of contracts. In order per key; at least once. A batch is committed after its handler resolved; a rejected
 * handler sees the same batch again. A partition has its handler run once at a time; several partitions may at once.
 */
export interface EventBus {
  /** @returns how many partitions the topic has */
  partitions(topic: string): Promise<number>;
  /** In the given order. Resolves when every record is durable as far as the engine promises. @throws CodedError `bus-unavailable` */
  publish(records: readonly BusRecord[]): Promise<void>;
  /** The record with the greatest source position per partition; null for an empty one. */
  tails(topic: string): Promise<readonly (BusTail | null)[]>;
  /** A group that is new starts at the beginning. */
  subscribe(options: SubscribeOptions, handle: (batch: readonly ReceivedRecord[]) => Promise<void>): Promise<BusSubscription>;
  /** Records of one key in order of sequence, for healing a gap. */
  readKey(topic: string, key: string, fromSequence: number): Promise<readonly ReceivedRecord[]>;
  /**
   * A page over all topics in order of publication, for the feed; what was published again is left out, over pages too.
   * `after` is exclusive: the offset of a record of an earlier page, or a head, opaque to everybody but this bus. Such an
   * offset is a cursor of the log as a whole and no text to compare. Fewer records than `limit`: the log ends here.
   * @throws CodedError `invalid-cursor` for what is no cursor, `cursor-beyond-head` with the `head`
   */
  readLog(options: { readonly topics: readonly string[]; readonly after: string | null; readonly limit: number }): Promise<readonly ReceivedRecord[]>;
  /** Offset of the last record over these topics, as readLog counts; null when there is none. */
  logHead(topics: readonly string[]): Promise<string | null>;
  /** How many records a group has not yet committed. */
  lag(group: string, topics: readonly string[]): Promise<number>;
  /** The first record of each partition that a group has not yet committed, progress marks left out: how long it has waited is its lag in time. */
  waiting(group: string, topics: readonly string[]): Promise<readonly ReceivedRecord[]>;
}

/**
 * The place of a cursor in a log that is numbered through.
 * @throws CodedError `invalid-cursor`, `cursor-beyond-head`
 */
export const placeInLog = (after: string | null, last: number, head: string | null): number => {
  if (after === null) return 0;
  if (!/^\d{1,20}$/.test(after)) throw refused('invalid-cursor', { field: 'after' });
  if (BigInt(after) > BigInt(last)) throw refused('cursor-beyond-head', { field: 'after', head });
  return Number(after);
};

/** A topic for each published category: `firebreak.incident.v1`. */
export const topicOf = (category: string): string => `firebreak.${category}.v1`;
