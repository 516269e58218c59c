import type { Position, ReceivedRecord } from '@firebreak/event-sourcing';

const prefix = 'src-pos=';

export const toMetadata = (greatest: Position | null): string => (greatest === null ? '' : prefix + greatest);

export const fromMetadata = (metadata: string | null): Position | null => (metadata?.startsWith(prefix) ? metadata.slice(prefix.length) : null);

export interface Accepted {
  readonly records: readonly ReceivedRecord[];
  readonly greatest: Position | null;
}

/** The reader rule over some records; what has no position is no repeat of anything. */
export const accept = (greatest: Position | null, records: readonly ReceivedRecord[]): Accepted => {
  const accepted: ReceivedRecord[] = [];
  let last = greatest;
  for (const record of records) {
    if (record.position !== '') {
      if (last !== null && record.position <= last) continue;
      last = record.position;
    }
    accepted.push(record);
  }
  return { records: accepted, greatest: last };
};

/** How far a group is in one partition. It moves only with a commit. */
export class LaneMark {
  private next: bigint | null = null;

  constructor(private greatest: Position | null) {}

  /** After a rewind everything may be seen again. */
  from(offset: bigint): void {
    if (this.next !== null && offset < this.next) this.greatest = null;
    this.next = offset;
  }

  accept(records: readonly ReceivedRecord[]): Accepted {
    return accept(this.greatest, records);
  }

  committed(greatest: Position | null, next: bigint): void {
    this.greatest = greatest;
    this.next = next;
  }
}
