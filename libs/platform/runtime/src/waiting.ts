import { topicOf, type EventBus, type EventStore, type Instant, type Position, type ReceivedRecord } from '@firebreak/event-sourcing';
import type { BusProjections } from './projections/unit';

/** Who reads the event store in this process: the relay, projections. */
export interface StoreReader {
  readonly name: string;
  readonly categories: readonly string[];
  readonly position: () => Position | null;
}

/** What a reader has before it. */
export interface Waiting {
  /** Name of the store's reader, or the consumer group. */
  readonly reader: string;
  readonly source: 'store' | 'bus';
  /** Reader, topic and partition: what advances by itself. */
  readonly lane: string;
  /** The first event that it has not applied. */
  readonly next: string;
  /** When that one was recorded; null where nobody can tell. */
  readonly since: Instant | null;
  /** How many there are, the first included; of the store no more than `maxCounted`, of the bus only this one. */
  readonly events: number;
}

export const maxCounted = 1_000;

const recordedAtOf = (metadata: string): Instant | null => {
  try {
    const { recordedAt } = JSON.parse(metadata) as { readonly recordedAt?: unknown };
    return typeof recordedAt === 'string' ? recordedAt : null;
  } catch {
    return null;
  }
};

interface Looked {
  /** Where the reader stood. */
  readonly at: Position | null;
  /** How far the store was looked through. */
  readonly to: Position;
  readonly waiting: Waiting | null;
}

const later = (one: Position | null, other: Position): Position => (one !== null && one > other ? one : other);

/** Looks for what a reader has before it, again and again: what was looked through is not read a second time, be the log ever so long. */
export class StoreWaiting {
  private looked: Looked | null = null;

  constructor(
    private readonly store: EventStore,
    private readonly reader: StoreReader,
  ) {}

  /** @returns null where the reader has applied everything */
  async look(): Promise<Waiting | null> {
    const { name, categories, position } = this.reader;
    const at = position();
    const known = this.known(at);
    const from = known === null ? at : later(at, known.to);
    const head = await this.store.head();
    if (head === null || (from !== null && head <= from)) return known?.waiting ?? null;
    const room = maxCounted - (known?.waiting?.events ?? 0);
    if (room === 0) return known!.waiting;
    const found = await this.store.readAll({ after: from, limit: room, categories });
    const [first] = found;
    const before = known?.waiting ?? (first ? { reader: name, source: 'store' as const, lane: name, next: first.id, since: recordedAtOf(first.metadata), events: 0 } : null);
    const waiting = before && { ...before, events: before.events + found.length };
    this.looked = { at, to: found.length === room ? found.at(-1)!.position : later(found.at(-1)?.position ?? null, head), waiting };
    return waiting;
  }

  /** Holds where the reader has not moved, and where it has, if nothing was before it. */
  private known(at: Position | null): Looked | null {
    const { looked } = this;
    if (looked === null || looked.at === at) return looked;
    return looked.waiting === null && (looked.at === null || (at !== null && at > looked.at)) ? looked : null;
  }
}

const sinceOf = (record: ReceivedRecord, decode: BusProjections['decode']): Instant | null => {
  try {
    return decode(record).recordedAt;
  } catch {
    return null;
  }
};

export const waitingOnBus = async (bus: EventBus, { group, categories, decode }: Pick<BusProjections, 'group' | 'categories' | 'decode'>): Promise<readonly Waiting[]> =>
  (await bus.waiting(group, categories.map(topicOf))).map((record) => ({
    reader: group,
    source: 'bus',
    lane: `${group} ${record.topic}/${record.partition}`,
    next: `${record.offset} ${record.id}`,
    since: sinceOf(record, decode),
    events: 1,
  }));
