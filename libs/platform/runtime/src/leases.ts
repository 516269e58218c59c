import { openedOnce, type CollectionSpec, type ReadStore } from '@firebreak/event-sourcing';

interface Lease {
  readonly holder: string;
  /** Grows while the holder lives. */
  readonly beat: number;
}

const leases: CollectionSpec = { name: 'leases_v1', indexes: [] };

export type Held = 'kept' | 'taken' | 'other';

/**
 * Who of several replicas does a piece of work. It only spares double work: nothing becomes wrong when two believe they hold
 * one. No clocks are compared: a lease is free when its beat has not moved for `ttlMs` of the watcher's own time.
 */
export class Leases {
  private readonly seen = new Map<string, Lease & { readonly at: number }>();
  private readonly collection = openedOnce(() => this.readStore.collection<Lease>(leases));

  constructor(
    private readonly readStore: ReadStore,
    readonly holder: string,
    private readonly monotonic: () => number = () => performance.now(),
    readonly ttlMs = 3_000,
  ) {}

  /** Keeps what is held, takes what is free. `taken`: it was somebody else's before, so what is remembered of the work is old. */
  async hold(name: string): Promise<Held> {
    const known = this.seen.get(name);
    const now = this.monotonic();
    if (known?.holder === this.holder && now - known.at < this.ttlMs / 3) return 'kept';
    const collection = await this.collection();
    const found = await collection.get(name);
    if (!found) return (await collection.insert(name, { holder: this.holder, beat: 0 })) ? this.took(name, 0) : 'other';
    const mine = found.holder === this.holder;
    if (!mine && !this.isStale(name, found, now)) return 'other';
    const next = { holder: this.holder, beat: found.beat + 1 };
    if (!(await collection.replace(name, { holder: found.holder, beat: found.beat }, next))) return 'other';
    const had = known?.holder === this.holder;
    this.took(name, next.beat);
    return mine && had ? 'kept' : 'taken';
  }

  /** Says that the holder lives, and takes nothing: work that is somebody else's by now stays theirs. */
  async keep(name: string): Promise<void> {
    const known = this.seen.get(name);
    if (known?.holder !== this.holder) return;
    const next = { holder: this.holder, beat: known.beat + 1 };
    const kept = await (await this.collection()).replace(name, { holder: this.holder, beat: known.beat }, next);
    if (kept) this.took(name, next.beat);
  }

  /** Gives everything back, so that nobody has to wait. */
  async release(): Promise<void> {
    const collection = await this.collection();
    for (const [name, { holder, beat }] of this.seen) if (holder === this.holder) await collection.replace(name, { holder, beat }, { holder: '', beat: beat + 1 });
    this.seen.clear();
  }

  private took(name: string, beat: number): 'taken' {
    this.seen.set(name, { holder: this.holder, beat, at: this.monotonic() });
    return 'taken';
  }

  private isStale(name: string, found: Lease, now: number): boolean {
    if (found.holder === '') return true;
    const known = this.seen.get(name);
    if (known && known.holder === found.holder && known.beat === found.beat) return now - known.at >= this.ttlMs;
    this.seen.set(name, { ...found, at: now });
    return false;
  }
}
