import { bucketsOf, type Bucket } from '../domain/buckets';
import { definitionName } from '../domain/definitions';
import { utcDayStart, utcDaysOf } from '../domain/local-days';
import type { MetricQuery } from '../domain/metric-query';
import { slotMs, slotsPerDay } from '../domain/slots';
import { dayFigures } from '../rollups/day-rows';
import { daySeries, slotDocumentId, type SlotDocument } from '../rollups/documents';
import { columnOf, readRows } from '../rollups/slot-rows';
import { codeOf, readCode } from '../rollups/tally';
import { Cells } from './cells';
import type { InsightStore } from './insight-store';
import { piecesOf, type Piece } from './pieces';
import { betweenSlots, scanFacts } from './scan-facts';

/** Percentiles and conditions need the facts; everything else is ready. */
export const needsFacts = ({ exact, filter, definition }: MetricQuery): boolean => filter !== null || (exact && definition.kind === 'duration');

type Placed<Kind extends Piece['kind']> = Extract<Piece, { kind: Kind }> & { readonly bucket: number };

const fromDays = async (store: InsightStore, query: MetricQuery, dayZone: string, cells: Cells, pieces: readonly Placed<'day'>[]): Promise<void> => {
  if (pieces.length === 0) return;
  const bucketOf = new Map(pieces.map(({ day, bucket }) => [day, bucket]));
  const series = daySeries(query.tenant, query.definition, dayZone, query.by);
  const range = { op: 'range', field: 'day', gte: pieces[0]!.day, lte: pieces.at(-1)!.day } as const;
  const found = await store.days.find({ filter: { op: 'and', filters: [{ op: 'eq', field: 'series', value: series }, range] } });
  for (const { doc } of found) {
    const bucket = bucketOf.get(doc.day);
    if (bucket === undefined) continue;
    for (const [, ...figure] of dayFigures(doc, null)) cells.whole(bucket).merge(figure);
    if (query.by !== null) for (const [value, ...figure] of dayFigures(doc, query.by)) cells.at(bucket, value).merge(figure);
  }
};

const fromSlots = async (store: InsightStore, query: MetricQuery, cells: Cells, pieces: readonly Placed<'slots'>[]): Promise<void> => {
  const bucketsByDay = new Map<string, Int32Array>();
  for (const { start, end, bucket } of pieces) {
    for (const day of utcDaysOf(start, end)) {
      const known = bucketsByDay.get(day) ?? new Int32Array(slotsPerDay).fill(-1);
      bucketsByDay.set(day, known);
      const first = (start - utcDayStart(day)) / slotMs;
      known.fill(bucket, Math.max(0, first), Math.min(slotsPerDay, first + (end - start) / slotMs));
    }
  }
  const documents = await store.slots.getMany([...bucketsByDay.keys()].map((day) => slotDocumentId(query.tenant, day)));
  for (const document of documents.values()) countSlots(query, document, bucketsByDay.get(document.day)!, cells);
};

const countSlots = ({ definition, by }: MetricQuery, document: SlotDocument, buckets: Int32Array, cells: Cells): void => {
  const codes = document.codes.map(readCode);
  const values = by === null ? [] : columnOf(document, by);
  readRows(document.rows[definitionName(definition)] ?? '', (slot, tuple, code, ms) => {
    const bucket = buckets[slot]!;
    if (bucket < 0) return;
    cells.whole(bucket).add(codes[code]!, ms);
    if (by !== null) cells.at(bucket, values[tuple]!).add(codes[code]!, ms);
  });
};

/** Up to this many stretches are read one by one; more of them, as with an offset of seconds, in one go. */
const fewPieces = 8;

const fromFacts = async (store: InsightStore, query: MetricQuery, cells: Cells, pieces: readonly Bucket[]): Promise<void> => {
  const stretches = pieces.length <= fewPieces ? pieces : [{ start: pieces[0]!.start, end: pieces.at(-1)!.end }];
  const wanted = (at: number): boolean => pieces.length <= fewPieces || pieces.some(({ start, end }) => at >= start && at < end);
  for (const { start, end } of stretches) {
    await scanFacts(store, query, betweenSlots(query.tenant, start, end), ({ contribution, value }) => {
      const { at } = contribution;
      if (at < start || at >= end || !wanted(at)) return;
      const [bucket, code, ms] = [cells.bucketOf(at), readCode(codeOf(contribution)), contribution.part === 'measured' ? contribution.ms : null];
      cells.whole(bucket).add(code, ms);
      if (query.by !== null) cells.at(bucket, value).add(code, ms);
    });
  }
};

const fillFromRollUps = async (store: InsightStore, query: MetricQuery, cells: Cells): Promise<void> => {
  const dayZone = await store.dayZone(query.tenant, query.zone);
  const pieces = cells.buckets.flatMap((bucket, index) => piecesOf(bucket, dayZone).map((piece) => ({ ...piece, bucket: index })));
  const ofKind = <Kind extends Piece['kind']>(kind: Kind): Placed<Kind>[] => pieces.filter((piece): piece is Placed<Kind> => piece.kind === kind);
  await fromDays(store, query, dayZone, cells, ofKind('day'));
  await fromSlots(store, query, cells, ofKind('slots'));
  await fromFacts(store, query, cells, ofKind('facts'));
};

/** The figures of every bucket, from whatever holds them ready. */
export const fillCells = async (store: InsightStore, query: MetricQuery, buckets: readonly Bucket[] = bucketsOf(query)): Promise<Cells> => {
  const cells = new Cells(buckets, query.exact && query.definition.kind === 'duration');
  if (buckets.length === 0) return cells;
  if (needsFacts(query)) await fromFacts(store, query, cells, [{ start: query.from, end: query.to }]);
  else await fillFromRollUps(store, query, cells);
  return cells;
};

/** Everything before the range as one bucket; a stock has to know what was there. */
export const fillBefore = async (store: InsightStore, query: MetricQuery): Promise<Cells> => {
  const earliest = await store.earliestDay(query.tenant);
  const start = earliest === null ? query.from : Math.min(query.from, utcDayStart(earliest));
  return fillCells(store, { ...query, zone: 'UTC', from: start, to: query.from }, start < query.from ? [{ start, end: query.from }] : []);
};
