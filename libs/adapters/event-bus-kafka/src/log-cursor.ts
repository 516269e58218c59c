import { CodedError, type Position } from '@firebreak/event-sourcing';

/** Per lane the last record that was handed on. Lanes that nothing came from are left out. */
export type LogCursor = ReadonlyMap<string, { readonly offset: bigint; readonly position: Position }>;

export const laneName = (topic: string, partition: number): string => `${topic}/${partition}`;

const version = 'k1';

export const writeCursor = (cursor: LogCursor): string =>
  [version, ...[...cursor].sort(([a], [b]) => (a < b ? -1 : 1)).map(([lane, { offset, position }]) => `${encodeURIComponent(lane)}:${offset}:${encodeURIComponent(position)}`)].join(',');

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
