import {
  categoryOf,
  decodeWith,
  foreignness,
  progressMark,
  topicOf,
  type Codecs,
  type DecodeRecord,
  type EventBus,
  type EventStore,
  type ProjectedEvent,
} from '@firebreak/event-sourcing';

export interface LogEntry {
  readonly stream: string;
  readonly revision: number;
  /** @returns null for what cannot be read */
  readonly event: () => ProjectedEvent | null;
}

export interface LogPage {
  readonly entries: readonly LogEntry[];
  /** Where the next page begins; of the last page, where the log ends for now. */
  readonly cursor: string | null;
  readonly isLast: boolean;
}

/** Everything that a unit's documents are made from, from the beginning. */
export type SourceLog = (after: string | null) => Promise<LogPage>;

const pageSize = 1_000;

const readable = (read: () => ProjectedEvent) => (): ProjectedEvent | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

export const storeLog = (store: EventStore, codecs: Codecs, categories: readonly string[]): SourceLog => async (after) => {
  const page = await store.readAll({ after, limit: pageSize, categories });
  const entries = page.map((stored) => ({ stream: stored.stream, revision: stored.revision, event: readable(() => decodeWith(codecs, stored)) }));
  return { entries, cursor: page.at(-1)?.position ?? after, isLast: page.length < pageSize };
};

export const busLog = (bus: EventBus, decode: DecodeRecord, categories: readonly string[]): SourceLog => async (after) => {
  const page = await bus.readLog({ topics: categories.map(topicOf), after, limit: pageSize });
  const entries = page
    .filter((record) => record.type !== progressMark && foreignness(record) === null && categories.includes(categoryOf(record.key)))
    .map((record) => ({ stream: record.key, revision: record.sequence, event: readable(() => decode(record)) }));
  return { entries, cursor: page.at(-1)?.offset ?? after, isLast: page.length < pageSize };
};
