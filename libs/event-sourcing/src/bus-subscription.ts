import type { BusSubscription, EventBus, ReceivedRecord } from './event-bus';
import { topicOf } from './event-bus';
import { placeOf, rawOf } from './parking';
import type { ProjectedDocument, ProjectedEvent } from './projection';
import { describeError, isReadable, type ProjectionSource, type Projector, type SourceEvent } from './projector';
import { progressMark } from './relay-lanes';
import type { Patience } from './searches';
import { categoryOf, streamParts } from './stream-name';

/** Reads a contract from a record. @throws what is wrong with it: the record is set aside with that, whatever it is */
export type DecodeRecord = (record: ReceivedRecord) => ProjectedEvent;

const isStreamOf = (topic: string, key: string): boolean => {
  try {
    return topicOf(streamParts(key).category) === topic;
  } catch {
    return false;
  }
};

/** Why a record belongs to no stream: it lacks what every record of ours has, or its key is no stream of its topic; else null. */
export const foreignness = ({ topic, key, position, damage }: ReceivedRecord): string | null => {
  if (position === '') return damage ?? 'no-record-of-ours';
  return isStreamOf(topic, key) ? null : 'no-stream-of-this-topic';
};

/** The event of a record, or what is wrong with it. A decoder is pure: what it throws once it throws again. */
const decoded = (record: ReceivedRecord, decode: DecodeRecord): SourceEvent => {
  const unreadable = (error: string): SourceEvent => ({ stream: record.key, revision: record.sequence, unreadable: error, raw: rawOf(record), record: placeOf(record) });
  try {
    const event = decode(record);
    if (event.tenant !== streamParts(record.key).tenant) return unreadable('tenant-mismatch');
    return { ...event, record: placeOf(record) };
  } catch (error) {
    return unreadable(describeError(error));
  }
};

/** The bus as a projection's source: topics keep everything. Of records of one revision the first counts that can be read. */
export const busSource = (bus: EventBus, decode: DecodeRecord, patience?: Patience): ProjectionSource => ({
  ...(patience === undefined ? {} : { patience }),
  readFrom: async (stream, revision) => {
    const records = await bus.readKey(topicOf(categoryOf(stream)), stream, revision);
    const events = new Map<number, SourceEvent>();
    for (const record of records) {
      if (record.type === progressMark || foreignness(record) !== null) continue;
      const known = events.get(record.sequence);
      if (known && isReadable(known)) continue;
      const event = decoded(record, decode);
      if (!known || isReadable(event)) events.set(record.sequence, event);
    }
    return [...events.values()].sort((a, b) => a.revision - b.revision);
  },
});

export interface BusSubscriptionOptions {
  readonly group: string;
  readonly bus: EventBus;
  readonly categories: readonly string[];
  readonly decode: DecodeRecord;
  readonly projectors: readonly Projector<ProjectedDocument>[];
  readonly maxBatch?: number;
  /** Called after a batch is in the documents and before it is committed. */
  readonly onApplied?: (events: readonly ProjectedEvent[]) => void | Promise<void>;
}

/** Feeds projectors from the bus. Offsets carry no correctness: rewinding a group changes nothing. */
export class BusProjectionRunner {
  constructor(private readonly options: BusSubscriptionOptions) {}

  start(): Promise<BusSubscription> {
    const { bus, group, categories, maxBatch } = this.options;
    return bus.subscribe({ group, topics: categories.map(topicOf), ...(maxBatch === undefined ? {} : { maxBatch }) }, (batch) => this.handle(batch));
  }

  /** What a failed batch wrote may be gone: documents are read again before the next one. */
  forget(): void {
    for (const projector of this.options.projectors) projector.forget();
  }

  async handle(batch: readonly ReceivedRecord[]): Promise<void> {
    const events: SourceEvent[] = [];
    for (const record of batch) {
      if (record.type === progressMark) continue;
      const foreign = foreignness(record);
      if (foreign === null) events.push(decoded(record, this.options.decode));
      else for (const projector of this.interested(record.topic)) await projector.parkForeign(record, foreign);
    }
    for (const projector of this.options.projectors) {
      await projector.apply(events.filter((event) => projector.projection.categories.includes(categoryOf(event.stream))));
    }
    await this.options.onApplied?.(events.filter(isReadable));
  }

  private interested(topic: string): Projector<ProjectedDocument>[] {
    return this.options.projectors.filter((projector) => projector.projection.categories.some((category) => topicOf(category) === topic));
  }
}
