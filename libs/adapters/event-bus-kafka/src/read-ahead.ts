import type { Position, ReceivedRecord } from '@firebreak/event-sourcing';

/** Where a page begins in one partition: behind this record. */
export interface Behind {
  readonly offset: bigint;
  readonly position: Position;
}

/** What was read of partitions and not handed on, for whoever asks for the next page. */
export class ReadAhead {
  private readonly kept = new Map<string, readonly ReceivedRecord[]>();
  private records = 0;

  constructor(private readonly most = 12_000) {}

  /** @returns what follows there, as far as it is known, and forgets it */
  take(lane: string, behind: Behind | undefined): readonly ReceivedRecord[] {
    const place = placeOf(lane, behind);
    const found = this.kept.get(place) ?? [];
    this.kept.delete(place);
    this.records -= found.length;
    return found;
  }

  keep(lane: string, behind: Behind | undefined, records: readonly ReceivedRecord[]): void {
    this.take(lane, behind);
    if (records.length === 0) return;
    this.kept.set(placeOf(lane, behind), records);
    this.records += records.length;
    for (const [place, { length }] of this.kept) {
      if (this.records <= this.most) return;
      this.kept.delete(place);
      this.records -= length;
    }
  }
}

const placeOf = (lane: string, behind: Behind | undefined): string => (behind === undefined ? lane : `${lane} ${behind.offset} ${behind.position}`);
