import { hasCode } from './errors';
import type { ParkReason } from './park-reason';
import type { Collection, CollectionSpec, Filter, ReadStore } from './read-store';
import { noSkips, type Skips } from './skips';
import { topicOf, type ReceivedRecord } from './event-bus';
import type { Clock, Instant } from './time';

/** Where a record lies on the bus. */
export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** The first bytes of what could not be read. */
export interface RawBytes {
  readonly base64: string;
  /** Of all of it. */
  readonly size: number;
}

export interface ParkedStream {
  readonly projection: string;
  /** Where the record belongs to no stream, its place: `topic:partition:offset`. */
  readonly stream: string;
  /** The first revision that is not applied; of a record that belongs to no stream, its offset. */
  readonly revision: number;
  readonly reason: ParkReason;
  readonly error: string;
  readonly raw: RawBytes | null;
  /** Null for what comes from the event store. */
  readonly record: RecordPlace | null;
  /** What is missing is being looked for in the source, beside everything else. */
  readonly isSearched?: true;
  readonly parkedAt: Instant;
  readonly attempts: number;
}

const shownBytes = 4_096;

export const rawBytes = (value: string | Uint8Array | null): RawBytes | null => {
  if (value === null) return null;
  const bytes = Buffer.from(value as string);
  return { base64: bytes.subarray(0, shownBytes).toString('base64'), size: bytes.length };
};

/** What a transport could not make text of is kept as it was. */
export const rawOf = ({ bytes, value }: ReceivedRecord): RawBytes | null => rawBytes(bytes ?? value);

export const placeOf = ({ topic, partition, offset }: ReceivedRecord): RecordPlace => ({ topic, partition, offset: offset.replace(/^0+(?=\d)/, '') });

/** Stands where a stream stands, for a record that belongs to none. */
export const foreignName = ({ topic, partition, offset }: RecordPlace): string => `${topic}:${partition}:${offset}`;

export const parkedCollection: CollectionSpec = { name: 'parked_v1', indexes: [{ fields: ['projection'] }, { fields: ['stream'] }] };

export const parkedId = (projection: string, stream: string): string => `${projection}|${stream}`;

export interface ParkedPage {
  readonly projection?: string;
  /** Exclusive: id of the last entry of the page before. */
  readonly after?: string;
  readonly limit?: number;
  /** Only what this owner may see; everything where absent. */
  readonly owner?: ParkedOwner;
}

/** Whose parked streams: a tenant's, and with `foreign` the records that belong to nobody. */
export interface ParkedOwner {
  readonly tenant: string;
  readonly categories: readonly string[];
  readonly foreign: boolean;
}

const ownedBy = ({ tenant, categories, foreign }: ParkedOwner): Filter => ({
  op: 'or',
  filters: categories.flatMap((category): Filter[] => [
    { op: 'prefix', field: 'stream', value: `${category}-${tenant}.` },
    ...(foreign ? [{ op: 'prefix', field: 'stream', value: `${topicOf(category)}:` } as const] : []),
  ]),
});

const filterOf = ({ projection, owner }: ParkedPage): Filter => {
  const filters: Filter[] = [
    ...(projection === undefined ? [] : [{ op: 'eq', field: 'projection', value: projection } as const]),
    ...(owner === undefined ? [] : [ownedBy(owner)]),
  ];
  return filters.length === 0 ? { op: 'all' } : filters.length === 1 ? filters[0]! : { op: 'and', filters };
};

/** Parked streams: counted, shown, retried by name; never skipped in silence. */
export class Parking {
  private constructor(
    private readonly parked: Collection<ParkedStream>,
    private readonly clock: Clock,
    private readonly skips: Skips,
  ) {}

  /** @param skips what somebody decided to go past: it is not parked again, here or in another generation */
  static async open(store: ReadStore, clock: Clock, skips: Skips = noSkips): Promise<Parking> {
    return new Parking(await store.collection<ParkedStream>(parkedCollection), clock, skips);
  }

  /** Revisions of a stream that this read model goes past. */
  async skipped(projection: string, stream: string): Promise<ReadonlySet<number>> {
    try {
      return await this.skips.of(projection, stream);
    } catch (error) {
      // Who cannot be read has decided nothing: what is to be skipped waits in sight.
      if (hasCode(error, 'malformed-event', 'unknown-event-type')) return new Set();
      throw error;
    }
  }

  async park(entry: Omit<ParkedStream, 'parkedAt' | 'attempts'>): Promise<void> {
    const id = parkedId(entry.projection, entry.stream);
    const parkedAt = this.clock.now();
    // Until it stands there: it may be released or parked by somebody else between two of these steps.
    for (;;) {
      if (await this.parked.insert(id, { ...entry, parkedAt, attempts: 1 })) return;
      const known = await this.parked.get(id);
      if (known && (await this.parked.replace(id, { attempts: known.attempts }, { ...entry, parkedAt: known.parkedAt, attempts: known.attempts + 1 }))) return;
    }
  }

  /** A record that belongs to no stream: shown until somebody says that it has been seen. @returns whether it waits */
  async parkForeign(projection: string, record: ReceivedRecord, error: string): Promise<boolean> {
    const place = placeOf(record);
    const stream = foreignName(place);
    const revision = Number(place.offset);
    if ((await this.skipped(projection, stream)).has(revision)) return false;
    await this.park({ projection, stream, revision, reason: 'foreign', error, raw: rawOf(record), record: place });
    return true;
  }

  get(projection: string, stream: string): Promise<ParkedStream | null> {
    return this.parked.get(parkedId(projection, stream));
  }

  async isParked(projection: string, stream: string): Promise<boolean> {
    return (await this.get(projection, stream)) !== null;
  }

  async release(projection: string, stream: string): Promise<void> {
    await this.parked.delete(parkedId(projection, stream));
  }

  /** In order of read model and stream. */
  async page(page: ParkedPage = {}): Promise<readonly ParkedStream[]> {
    const after = page.after === undefined ? {} : { after: { values: [], id: page.after } };
    const found = await this.parked.find({ filter: filterOf(page), limit: page.limit ?? 1_000, ...after });
    return found.map(({ doc }) => doc);
  }

  async list(projection?: string): Promise<readonly ParkedStream[]> {
    return this.page(projection === undefined ? {} : { projection });
  }

  count(page: ParkedPage = {}): Promise<number> {
    return this.parked.count(filterOf(page));
  }
}
