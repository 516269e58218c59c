import { errorCode } from './errors';
import type { BusSubscription, EventBus, ReceivedRecord } from './event-bus';
import { topicOf } from './event-bus';
import type { ProjectedDocument, ProjectedEvent } from './projection';
import type { ProjectionSource, Projector } from './projector';
import { progressMark } from './relay';
import { categoryOf } from './stream-name';

/** Reads a contract from a record. @throws CodedError `malformed-event`, `unknown-event-type` */
export type DecodeRecord = (record: ReceivedRecord) => ProjectedEvent;

/** The bus as a projection's source: topics keep everything. */
export const busSource = (bus: EventBus, decode: DecodeRecord): ProjectionSource => ({
  readFrom: async (stream, revision) => {
    const records = await bus.readKey(topicOf(categoryOf(stream)), stream, revision);
    const events = new Map<number, ProjectedEvent>();
    for (const record of records) if (record.type !== progressMark && !events.has(record.sequence)) events.set(record.sequence, decode(record));
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
    const events: ProjectedEvent[] = [];
    for (const record of batch) {
      if (record.type === progressMark) continue;
      try {
        events.push(this.options.decode(record));
      } catch (error) {
        if (errorCode(error) === undefined) throw error;
        for (const projector of this.interested(record.key)) await projector.parkMalformed(record.key, record.sequence, error, record.value);
      }
    }
    for (const projector of this.options.projectors) {
      await projector.apply(events.filter((event) => projector.projection.categories.includes(categoryOf(event.stream))));
    }
    await this.options.onApplied?.(events);
  }

  private interested(stream: string): Projector<ProjectedDocument>[] {
    return this.options.projectors.filter((projector) => projector.projection.categories.includes(categoryOf(stream)));
  }
}
