import type { Clock, Instant } from './time';
import type { Collection, CollectionSpec, ReadStore } from './read-store';

/** Why a stream waits: an event no code can fold, a hole its source cannot fill, or bytes no decoder reads. */
export type ParkReason = 'poison' | 'gap' | 'malformed';

export interface ParkedStream {
  readonly projection: string;
  readonly stream: string;
  /** The first revision that is not applied. */
  readonly revision: number;
  readonly reason: ParkReason;
  readonly error: string;
  readonly raw: string | null;
  readonly parkedAt: Instant;
  readonly attempts: number;
}

export const parkedCollection: CollectionSpec = { name: 'parked_v1', indexes: [{ fields: ['projection'] }] };

export const parkedId = (projection: string, stream: string): string => `${projection}|${stream}`;

/** Parked streams: counted, shown, retried by name; never skipped in silence. */
export class Parking {
  private constructor(
    private readonly parked: Collection<ParkedStream>,
    private readonly clock: Clock,
  ) {}

  static async open(store: ReadStore, clock: Clock): Promise<Parking> {
    return new Parking(await store.collection<ParkedStream>(parkedCollection), clock);
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

  get(projection: string, stream: string): Promise<ParkedStream | null> {
    return this.parked.get(parkedId(projection, stream));
  }

  async isParked(projection: string, stream: string): Promise<boolean> {
    return (await this.get(projection, stream)) !== null;
  }

  async release(projection: string, stream: string): Promise<void> {
    await this.parked.delete(parkedId(projection, stream));
  }

  async list(projection?: string): Promise<readonly ParkedStream[]> {
    const filter = projection === undefined ? ({ op: 'all' } as const) : ({ op: 'eq', field: 'projection', value: projection } as const);
    return (await this.parked.find({ filter, limit: 1000 })).map((found) => found.doc);
  }

  count(): Promise<number> {
    return this.parked.count({ op: 'all' });
  }
}
