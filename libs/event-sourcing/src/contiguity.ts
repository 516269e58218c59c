import type { Position, StoredEvent } from './event';
import type { EventStore } from './event-store';

interface Seen {
  readonly revision: number;
  readonly position: Position;
}

/**
 * Finds what a store's log left out: a stream has every revision, so an event whose predecessor did not come by tells of a hole.
 * A hole at the end of a stream shows with the next event of that stream.
 */
export class Contiguity {
  private readonly seen = new Map<string, Seen>();

  /** @param since what is not above it came by before: nobody looks for it again */
  constructor(
    private readonly store: EventStore,
    private since: Position | null,
    private readonly maxStreams: number,
  ) {}

  /** Events of a page in order of position. @returns those that should have come before one of them and did not */
  async missing(page: readonly StoredEvent[]): Promise<readonly StoredEvent[]> {
    const missing: StoredEvent[] = [];
    for (const { stream, revision, position } of page) {
      const last = this.seen.get(stream);
      const next = (last?.revision ?? -1) + 1;
      if (revision > next && !(last === undefined && (await this.cameBefore(stream, revision - 1)))) {
        const before = await this.store.readStream(stream, { from: next, to: revision - 1 });
        missing.push(...before.filter((each) => last !== undefined || this.since === null || each.position > this.since));
      }
      this.remember(stream, { revision, position });
    }
    return missing;
  }

  /** Positions grow along a stream: where one event came by before, so did all that precede it, and nobody reads a long stream for that. */
  private async cameBefore(stream: string, revision: number): Promise<boolean> {
    const { since } = this;
    if (since === null) return false;
    const there = await this.store.readStream(stream, { from: revision, to: revision });
    return there.some(({ position }) => position <= since);
  }

  private remember(stream: string, seen: Seen): void {
    this.seen.delete(stream);
    this.seen.set(stream, seen);
    if (this.seen.size <= this.maxStreams) return;
    const [oldest, { position }] = this.seen.entries().next().value!;
    this.seen.delete(oldest);
    // What the forgotten stream had until then did come by; those that are left came later.
    this.since = position;
  }
}
