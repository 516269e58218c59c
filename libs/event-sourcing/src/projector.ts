import { errorCode, hasCode } from './errors';
import type { Parking, ParkReason } from './parking';
import type { ProjectedDocument, ProjectedEvent, StreamProjection } from './projection';
import type { Collection, ReadStore, Write } from './read-store';

/** Where a projection's events come from; re-read to heal a hole. */
export interface ProjectionSource {
  /** Events of one stream from a revision on. @throws CodedError `malformed-event`, `unknown-event-type` */
  readFrom(stream: string, revision: number): Promise<readonly ProjectedEvent[]>;
}

export interface ProjectorStats {
  applied: number;
  duplicates: number;
  healed: number;
  parked: number;
  retries: number;
}

/** Thrown inside a fold; the projector parks the stream with it. */
interface Stuck {
  readonly revision: number;
  readonly reason: ParkReason;
  readonly error: string;
}

interface Folded<D> {
  readonly doc: D | null;
  readonly stuck: Stuck | null;
}

const describe = (error: unknown): string => errorCode(error) ?? (error instanceof Error ? `${error.name}: ${error.message}` : String(error));

const isMalformed = (error: unknown): boolean => hasCode(error, 'malformed-event', 'unknown-event-type');

const byStream = (events: readonly ProjectedEvent[]): Map<string, ProjectedEvent[]> => {
  const groups = new Map<string, ProjectedEvent[]>();
  for (const event of events) {
    const group = groups.get(event.stream);
    if (group) group.push(event);
    else groups.set(event.stream, [event]);
  }
  return groups;
};

const maxCached = 5_000;

/**
 * Folds events into one document per stream, each revision exactly once, whoever delivers it and how often: a write
 * only lands on the revision it was folded from. A skipped revision is healed from the source, else the stream is parked.
 */
export class Projector<D extends ProjectedDocument> {
  readonly stats: ProjectorStats = { applied: 0, duplicates: 0, healed: 0, parked: 0, retries: 0 };
  private readonly cache = new Map<string, D>();

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
  async apply(events: readonly ProjectedEvent[]): Promise<void> {
    let pending = byStream(events);
    while (pending.size > 0) {
      const docs = await this.load([...pending.keys()]);
      const writes: Write<D>[] = [];
      for (const [stream, group] of pending) {
        const before = docs.get(stream) ?? null;
        const { doc, stuck } = await this.fold(stream, before, group);
        if (stuck) await this.park(stream, stuck);
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
    const reached = async (): Promise<number> => (await this.collection.get(stream))?.rev ?? -1;
    const from = (await reached()) + 1;
    let events: readonly ProjectedEvent[];
    try {
      events = await this.source.readFrom(stream, from);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      await this.park(stream, { revision: from, reason: 'malformed', error: describe(error) });
      return false;
    }
    await this.apply(events);
    const parkedAt = (await this.parking.get(this.projection.name, stream))?.revision ?? -1;
    return (await reached()) >= Math.max(parkedAt, events.at(-1)?.revision ?? -1);
  }

  /** Lets go of the documents it remembers. */
  forget(): void {
    this.cache.clear();
  }

  /** For what could not even be decoded: waits under its stream until somebody retries. */
  async parkMalformed(stream: string, revision: number, error: unknown, raw: string | null): Promise<void> {
    this.stats.parked += 1;
    await this.parking.park({ projection: this.projection.name, stream, revision, reason: 'malformed', error: describe(error), raw });
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

  private async fold(stream: string, before: D | null, events: readonly ProjectedEvent[]): Promise<Folded<D>> {
    let doc = before;
    for (const event of events) {
      const next = (doc?.rev ?? -1) + 1;
      if (event.revision < next) {
        this.stats.duplicates += 1;
        continue;
      }
      if (event.revision > next) return this.heal(stream, doc, event.revision);
      try {
        doc = { ...this.projection.evolve(doc, event), rev: event.revision };
        this.stats.applied += 1;
      } catch (error) {
        return { doc, stuck: { revision: event.revision, reason: 'poison', error: describe(error) } };
      }
    }
    return { doc, stuck: null };
  }

  /** A hole: the source has every revision, so what is missing is read there, up to its end. */
  private async heal(stream: string, before: D | null, seen: number): Promise<Folded<D>> {
    const from = (before?.rev ?? -1) + 1;
    if (await this.parking.isParked(this.projection.name, stream)) return { doc: before, stuck: null };
    let events: readonly ProjectedEvent[];
    try {
      events = await this.source.readFrom(stream, from);
    } catch (error) {
      if (!isMalformed(error)) throw error;
      return { doc: before, stuck: { revision: from, reason: 'malformed', error: describe(error) } };
    }
    if (events[0]?.revision !== from) return { doc: before, stuck: { revision: from, reason: 'gap', error: `event ${seen} came first` } };
    this.stats.healed += 1;
    return this.fold(stream, before, events);
  }

  private async park(stream: string, stuck: Stuck): Promise<void> {
    this.stats.parked += 1;
    await this.parking.park({ projection: this.projection.name, stream, raw: null, ...stuck });
  }

  /** @returns the groups whose write met a document that had moved on: they are folded again from what is there now */
  private async commit(writes: readonly Write<D>[], groups: ReadonlyMap<string, ProjectedEvent[]>): Promise<Map<string, ProjectedEvent[]>> {
    const again = new Map<string, ProjectedEvent[]>();
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
