import { CodedError, type Position } from '@firebreak/event-sourcing';

interface Place {
  readonly offset: bigint;
  readonly position: Position;
}

/** Per lane the last record that was handed on. Lanes that nothing came from are left out. */
export type LogCursor = ReadonlyMap<string, Place>;

export const laneName = (topic: string, partition: number): string => `${topic}/${partition}`;

const version = 'k1';

const inOrder = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

const written = (lane: string, { offset, position }: Place): string => `${encodeURIComponent(lane)}:${offset}:${encodeURIComponent(position)}`;

export const writeCursor = (cursor: LogCursor): string => [version, ...[...cursor].sort(inOrder).map(([lane, place]) => written(lane, place))].join(',');

/** A cursor on its way, written anew where it moved only. */
export class CursorText {
  readonly cursor: Map<string, Place>;
  private texts: Map<string, string>;

  constructor(cursor: LogCursor) {
    this.cursor = new Map(cursor);
    this.texts = new Map([...cursor].sort(inOrder).map(([lane, place]) => [lane, written(lane, place)]));
  }

  /** @returns the whole cursor after this record */
  at(lane: string, place: Place): string {
    const isKnown = this.texts.has(lane);
    this.cursor.set(lane, place);
    this.texts.set(lane, written(lane, place));
    if (!isKnown) this.texts = new Map([...this.texts].sort(inOrder));
    return [version, ...this.texts.values()].join(',');
  }
}

/** @throws CodedError `invalid-cursor` */
export const readCursor = (text: string | null): LogCursor => {
  if (text === null) return new Map();
  const [first, ...parts] = text.split(',');
  const entries = parts.map((part) => /^([^:,]+):(\d{1,19}):([^:,]+)$/.exec(part));
  if (first !== version || entries.includes(null)) throw new CodedError('invalid-cursor', { field: 'after' });
  try {
    return new Map(entries.map((entry) => [decodeURIComponent(entry![1]!), { offset: BigInt(entry![2]!), position: decodeURIComponent(entry![3]!) }]));
  } catch {
    throw new CodedError('invalid-cursor', { field: 'after' });
  }
};
