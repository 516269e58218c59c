import { errorCode, hasCode, type CodedError } from './errors';
import type { ReceivedRecord } from './event-bus';
import type { ParkReason } from './park-reason';
import type { Parking, RawBytes, RecordPlace } from './parking';
import type { ProjectedDocument, ProjectedEvent, StreamProjection } from './projection';
import type { Collection, ReadStore, Write } from './read-store';
import { late, Searches, type Patience } from './searches';

/** An event of which no more is known than where it stands: no decoder reads it. */
export interface UnreadableEvent {
  readonly stream: string;
  readonly revision: number;
  readonly unreadable: string;
  readonly raw: RawBytes | null;
  readonly record?: RecordPlace;
}

export type SourceEvent = ProjectedEvent | UnreadableEvent;

export const isReadable = (event: SourceEvent): event is ProjectedEvent => !('unreadable' in event);

/** Where a projection's events come from; re-read to heal a hole. */
export interface ProjectionSource {
  /** Events of one stream from a revision on, in order. @throws CodedError `malformed-event`, `unknown-event-type` where not even places are known */
  readFrom(stream: string, revision: number): Promise<readonly SourceEvent[]>;
  /** How long everybody else waits for it; without it as long as it takes. */
  readonly patience?: Patience;
}

export interface ProjectorStats {
  applied: number;
  duplicates: number;
  healed: number;
  parked: number;
  skipped: number;
  retries: number;
}

/** Met while folding; the projector parks the stream with it. */
interface Stuck {
  readonly revision: number;
  readonly reason: ParkReason;
  readonly error: string;
  readonly raw: RawBytes | null;
  readonly record: RecordPlace | null;
  readonly isSearched?: true;
}

interface Folded<D> {
  readonly doc: D | null;
  readonly stuck: Stuck | null;
}

/** The code of an error and what it says of the cause. */
export const describeError = (error: unknown): string => {
  const code = errorCode(error);
  if (code === undefined) return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const { reason, type } = (error as CodedError).details;
  const cause = reason ?? type;
  return typeof cause === 'string' ? `${code}: ${cause}` : code;
};

const isMalformed = (error: unknown): boolean => hasCode(error, 'malformed-event', 'unknown-event-type');

const maxCached = 5_000;

/**
 * Folds events into one document per stream, each revision exactly once, whoever delivers it and how often: a write
 * only lands on the revision it was folded from. A revision that did not come is healed from the source, else the stream is parked;
 * one that somebody decided to skip is gone past without being folded.
 */
export class Projector<D extends ProjectedDocument> {
  readonly stats: ProjectorStats = { applied: 0, duplicates: 0, healed: 0, parked: 0, skipped: 0, retries: 0 };
  private readonly cache = new Map<string, D>();
  private readonly searches = new Searches((stream) => this.search(stream));

  constructor(
    readonly projection: StreamProjection<D>,
    private readonly collection: Collection<D>,
    private readonly source: ProjectionSource,
    private readonly parking: Parking,
  ) {}

  static async open<D extends ProjectedDocument>(
    projection: StreamProjection<D>,
    store: ReadStore,
    source: ProjectionSource,
    parking: Parking,
  ): Promise<Projector<D>> {
    return new Projector(projection, await store.collection<D>(projection.collection), source, parking);
  }

  /** Events of one stream in order of revision; streams in any order. */
  async apply(events: readonly SourceEvent[]): Promise<void> {
    await this.applyAll(events, false);
    // The documents can be written, so whoever was away is back.
    this.searches.again();
  }

  /** @param healed the events are all that the source has */
  private async applyAll(events: readonly SourceEvent[], healed: boolean): Promise<void> {
    let pending = Map.groupBy(events, ({ stream }) => stream);
    while (pending.size > 0) {
      const docs = await this.load([...pending.keys()]);
      const writes: Write<D>[] = [];
      for (const [stream, group] of pending) {
        const before = docs.get(stream) ?? null;
        const { doc, stuck } = await this.fold(stream, before, group, healed);
        if (stuck) await this.park(stream, stuck);
        if (stuck?.isSearched) this.searches.begin(stream);
        if (doc !== null && doc !== before) writes.push(this.write(stream, before, doc));
      }
      pending = await this.commit(writes, pending);
    }
  }

  /**
   * Applies what is missing of one stream from its source. It is released once nothing is missing: a crash on the way
   * leaves it parked. What came while it was parked is looked for again after the release.
   */
  async retry(stream: string): Promise<void> {
    if (!(await this.applyMissing(stream))) return;
    await this.parking.release(this.projection.name, stream);
    await this.applyMissing(stream);
  }

  /** @returns whether nothing is missing any more */
  private async applyMissing(stream: string): Promise<boolean> {
    this.cache.delete(stream);
    const from = ((await this.collection.get(stream))?.rev ?? -1) + 1;
    let events: readonly SourceEvent[];
    try {
      events = await this.source.readFrom(stream, from);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      await this.park(stream, { revision: from, reason: 'malformed', error: describeError(error), raw: null, record: null });
      return false;
    }
    await this.applyAll(events, true);
    const parkedAt = (await this.parking.get(this.projection.name, stream))?.revision ?? -1;
    return (await this.next(stream)) > Math.max(parkedAt, events.at(-1)?.revision ?? -1);
  }

  /** The first revision that is neither in the document nor skipped. */
  private async next(stream: string): Promise<number> {
    let next = ((await this.collection.get(stream))?.rev ?? -1) + 1;
    const skipped = await this.parking.skipped(this.projection.name, stream);
    while (skipped.has(next)) next += 1;
    return next;
  }

  /** Streams whose source is being read beside everything else. */
  get healing(): number {
    return this.searches.count;
  }

  /** Takes up again what was being looked for when a process ended. */
  async resume(): Promise<void> {
    for (const { stream, isSearched } of await this.parking.list(this.projection.name)) if (isSearched) this.searches.begin(stream);
  }

  private async search(stream: string): Promise<void> {
    await this.retry(stream);
    const entry = await this.parking.get(this.projection.name, stream);
    if (entry === null) {
      this.stats.healed += 1;
      return;
    }
    const { isSearched, ...found } = entry;
    if (isSearched) await this.parking.park(found);
  }

  /** Lets go of the documents it remembers. */
  forget(): void {
    this.cache.clear();
  }

  /** A record that belongs to no stream: it holds up nothing, and is shown until somebody has seen it. */
  async parkForeign(record: ReceivedRecord, error: string): Promise<void> {
    if (await this.parking.parkForeign(this.projection.name, record, error)) this.stats.parked += 1;
  }

  private write(stream: string, before: D | null, doc: D): Write<D> {
    return before === null ? { op: 'insert', id: stream, doc } : { op: 'replace', id: stream, where: { rev: before.rev }, doc };
  }

  private async load(streams: readonly string[]): Promise<ReadonlyMap<string, D>> {
    const docs = new Map<string, D>();
    const missing: string[] = [];
    for (const stream of streams) {
      const cached = this.cache.get(stream);
      if (cached) docs.set(stream, cached);
      else missing.push(stream);
    }
    if (missing.length > 0) for (const [stream, doc] of await this.collection.getMany(missing)) docs.set(stream, doc);
    return docs;
  }

  private async fold(stream: string, before: D | null, events: readonly SourceEvent[], healed: boolean): Promise<Folded<D>> {
    let doc = before;
    let rev = before?.rev ?? -1;
    let skips: ReadonlySet<number> | null = null;
    /** Past the next revision, where somebody decided so. */
    const skip = async (): Promise<boolean> => {
      skips ??= await this.parking.skipped(this.projection.name, stream);
      if (!skips.has(rev + 1)) return false;
      rev += 1;
      this.stats.skipped += 1;
      // A document that is not there yet begins with the first event that makes one.
      doc = doc && { ...doc, rev };
      return true;
    };
    for (const event of events) {
      if (event.revision <= rev) {
        this.stats.duplicates += 1;
        continue;
      }
      if (event.revision > rev + 1 && !healed) return this.heal(stream, doc, events);
      while (event.revision > rev + 1) {
        if (!(await skip())) return { doc, stuck: this.stuck({ revision: rev + 1, record: event.record }, 'gap', `event ${event.revision} came first`) };
      }
      let error: string;
      if (isReadable(event)) {
        try {
          doc = { ...this.projection.evolve(doc, event), rev: event.revision };
          rev = event.revision;
          this.stats.applied += 1;
          continue;
        } catch (thrown) {
          error = describeError(thrown);
        }
      } else error = event.unreadable;
      if (await skip()) continue;
      return { doc, stuck: this.stuck(event, isReadable(event) ? 'poison' : 'malformed', error) };
    }
    return { doc, stuck: null };
  }

  private stuck(at: Partial<Omit<UnreadableEvent, 'record'>> & { readonly revision: number; readonly record?: RecordPlace | undefined }, reason: ParkReason, error: string): Stuck {
    return { revision: at.revision, reason, error, raw: at.raw ?? null, record: at.record ?? null };
  }

  /** A hole: the source has every revision, so what is missing is read there, up to its end; what it has not, has come. */
  private async heal(stream: string, before: D | null, came: readonly SourceEvent[]): Promise<Folded<D>> {
    const from = (before?.rev ?? -1) + 1;
    if (await this.parking.isParked(this.projection.name, stream)) return { doc: before, stuck: null };
    let events: readonly SourceEvent[] | typeof late;
    try {
      const reading = this.source.readFrom(stream, from);
      // Whoever stopped waiting does not hear how it ended.
      reading.catch(() => undefined);
      events = await (this.source.patience?.(reading) ?? reading);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      return { doc: before, stuck: this.stuck({ revision: from }, 'malformed', describeError(error)) };
    }
    if (events === late) {
      const first = came.find(({ revision }) => revision > from);
      return { doc: before, stuck: { ...this.stuck({ revision: from, record: first?.record }, 'gap', `event ${first?.revision ?? from} came first`), isSearched: true } };
    }
    const last = events.at(-1)?.revision ?? -1;
    if (events[0]?.revision === from) this.stats.healed += 1;
    return this.fold(stream, before, [...events, ...came.filter(({ revision }) => revision >= from && revision > last)], true);
  }

  private async park(stream: string, stuck: Stuck): Promise<void> {
    this.stats.parked += 1;
    await this.parking.park({ projection: this.projection.name, stream, ...stuck });
  }

  /** @returns the groups whose write met a document that had moved on: they are folded again from what is there now */
  private async commit(writes: readonly Write<D>[], groups: ReadonlyMap<string, SourceEvent[]>): Promise<Map<string, SourceEvent[]>> {
    const again = new Map<string, SourceEvent[]>();
    if (writes.length === 0) return again;
    const landed = await this.collection.bulk(writes);
    writes.forEach((write, index) => {
      if (landed[index]) {
        this.remember(write.id, write.doc);
        return;
      }
      this.stats.retries += 1;
      this.cache.delete(write.id);
      again.set(write.id, groups.get(write.id)!);
    });
    return again;
  }

  private remember(stream: string, doc: D): void {
    this.cache.delete(stream);
    this.cache.set(stream, doc);
    if (this.cache.size > maxCached) this.cache.delete(this.cache.keys().next().value!);
  }
}
