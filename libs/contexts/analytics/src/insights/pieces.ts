import type { Bucket } from '../domain/buckets';
import { isSlotAligned, localDay, localDayAt, plusDays } from '../domain/local-days';
import { slotMs } from '../domain/slots';

/** A stretch of time by what answers for it: a whole day of a reporting zone, quarter hours, or the facts themselves. */
export type Piece =
  | { readonly kind: 'day'; readonly day: string }
  | { readonly kind: 'slots'; readonly start: number; readonly end: number }
  | { readonly kind: 'facts'; readonly start: number; readonly end: number };

const finePieces = (start: number, end: number): Piece[] => {
  const first = Math.ceil(start / slotMs) * slotMs;
  const last = Math.floor(end / slotMs) * slotMs;
  if (first >= last) return start < end ? [{ kind: 'facts', start, end }] : [];
  return [
    ...(start < first ? [{ kind: 'facts', start, end: first } as const] : []),
    { kind: 'slots', start: first, end: last },
    ...(last < end ? [{ kind: 'facts', start: last, end } as const] : []),
  ];
};

/** Covers a bucket without overlap: as many whole days as there are, the rest finer. */
export const piecesOf = ({ start, end }: Bucket, dayZone: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  let cursor = start;
  let day = localDayAt(dayZone, start);
  if (day.start < start) day = localDay(dayZone, plusDays(day.day, 1));
  while (day.end <= end) {
    if (day.end > day.start && isSlotAligned(day.start) && isSlotAligned(day.end)) {
      pieces.push(...finePieces(cursor, day.start), { kind: 'day', day: day.day });
      cursor = day.end;
    }
    day = localDay(dayZone, plusDays(day.day, 1));
  }
  return [...pieces, ...finePieces(cursor, end)];
};
