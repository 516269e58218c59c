import type { BusRecord } from './event-bus';
import type { Position } from './event';

/**
 * The monotone reader rule: per partition, a record whose source position is not above the greatest accepted one is a
 * repeat. With it a topic reads as a gap-free prefix of its source, however often a relay repeated itself.
 */
export class ReaderRule {
  private readonly greatest = new Map<string, Position>();

  accepts(record: BusRecord): boolean {
    const lane = `${record.topic}/${record.partition}`;
    const last = this.greatest.get(lane);
    if (last !== undefined && record.position <= last) return false;
    this.greatest.set(lane, record.position);
    return true;
  }

  /** After a rewind of the offsets everything may be seen again; the documents' revisions decide then. */
  reset(): void {
    this.greatest.clear();
  }
}
