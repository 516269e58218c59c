import type { Collection, Filter, Found, Write } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { continuesKey, dayPrefix, slotKey } from '../domain/slots';
import { mergeDay } from './day-merge';
import { continuations, DayScan, idOf } from './day-scan';
import { dayDocumentId, daySeries, slotDocumentId, zonesKey, type DayDocument, type Series, type SlotDocument } from './documents';
import { localDaysOf, utcDaysOf, type LocalDay } from '../domain/local-days';
import type { DayOfWork } from './work';

export interface Collections {
  readonly facts: Collection<IncidentFact>;
  readonly slots: Collection<SlotDocument>;
  readonly days: Collection<DayDocument>;
  /** Which figures are made. */
  readonly series: readonly Series[];
}

export interface ZonedDay extends LocalDay {
  readonly zone: string;
}

const pageSize = 1_000;
/** Up to this many quarter hours are asked for one by one. */
const fewSlots = 16;

/** Pages through what a condition finds, in the order of ids. */
export const pages = async function* <D extends object>(collection: Collection<D>, filter: Filter): AsyncGenerator<readonly Found<D>[]> {
  let after: { readonly values: readonly []; readonly id: string } | undefined;
  for (;;) {
    const page = await collection.find({ filter, limit: pageSize, ...(after ? { after } : {}) });
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = { values: [], id: page.at(-1)!.id };
  }
};

/** Finds, for some incidents, when the earliest one that continues each was opened. */
export const continuedBy = async (facts: Collection<IncidentFact>, found: readonly Found<IncidentFact>[]): Promise<ReadonlyMap<string, number>> => {
  const values = found.filter(({ doc }) => doc.cycles[0]!.resolved !== null).map((each) => continuesKey(each.doc.tenant, idOf(each)));
  return values.length === 0 ? new Map() : continuations(await facts.find({ filter: { op: 'in', field: 'slots', values } }));
};

const scan = async ({ facts, series }: Collections, { tenant, day, slots }: DayOfWork): Promise<DayScan> => {
  const scanned = new DayScan(series, day, slots);
  const filter: Filter =
    slots.size <= fewSlots
      ? { op: 'in', field: 'slots', values: [...slots].map((slot) => slotKey(tenant, day, slot)) }
      : { op: 'prefix', field: 'slots', value: dayPrefix(tenant, day) };
  for await (const page of pages(facts, filter)) {
    const continued = await continuedBy(facts, page);
    for (const found of page) scanned.add(found, continued.get(idOf(found)) ?? null);
  }
  return scanned;
};

const write = <D extends { readonly version: number }>(id: string, before: D | null, doc: Omit<D, 'version'>): Write<D> => {
  const next = { ...doc, version: (before?.version ?? 0) + 1 } as unknown as D;
  return before === null ? { op: 'insert', id, doc: next } : { op: 'replace', id, where: { version: before.version }, doc: next };
};

const all = (landed: readonly boolean[]): boolean => landed.every(Boolean);

/** Reads the day documents: to be called before the slot documents are read, so that what is written is no older than them. */
export const readDays = (days: Collection<DayDocument>, tenant: string, series: readonly Series[], zoned: readonly ZonedDay[]): Promise<ReadonlyMap<string, DayDocument>> =>
  days.getMany(series.flatMap((each) => zoned.map(({ zone, day }) => dayDocumentId(daySeries(tenant, each, zone), day))));

/** @returns whether all of them landed on the versions that were read */
export const writeDays = async (
  days: Collection<DayDocument>,
  tenant: string,
  series: readonly Series[],
  zoned: readonly ZonedDay[],
  before: ReadonlyMap<string, DayDocument>,
  slotDocuments: ReadonlyMap<string, SlotDocument>,
): Promise<boolean> => {
  const writes = series.flatMap((each) =>
    zoned.map((local) => {
      const name = daySeries(tenant, each, local.zone);
      const id = dayDocumentId(name, local.day);
      const touched = utcDaysOf(local.start, local.end).flatMap((day) => slotDocuments.get(slotDocumentId(tenant, each, day)) ?? []);
      return write<DayDocument>(id, before.get(id) ?? null, { series: name, day: local.day, rows: mergeDay(local, touched) });
    }),
  );
  return all(await days.bulk(writes));
};

export const zonedDaysOf = (zones: readonly string[], day: string, slots: Iterable<number>): readonly ZonedDay[] =>
  zones.flatMap((zone) => localDaysOf(zone, day, slots).map((local) => ({ ...local, zone })));

/**
 * Makes the quarter hours of one UTC day again, then the local days that they belong to. Every write lands only on the
 * version that was read before the facts were: whoever was faster read facts that are no older, so nothing newer is lost.
 * @returns whether everything landed; else nobody may call the facts clean
 */
export const settleDay = async (collections: Collections, zones: readonly string[], work: DayOfWork): Promise<boolean> => {
  const { tenant, day, slots } = work;
  const { series } = collections;
  const zoned = zonedDaysOf(zones, day, slots);
  const daysBefore = await readDays(collections.days, tenant, series, zoned);
  const touched = [...new Set([day, ...zoned.flatMap(({ start, end }) => utcDaysOf(start, end))])];
  const documents = new Map(await collections.slots.getMany(series.flatMap((each) => touched.map((utcDay) => slotDocumentId(tenant, each, utcDay)))));
  const scanned = await scan(collections, work);
  const known = zonesKey(zones);
  const writes = series.map((each) => {
    const id = slotDocumentId(tenant, each, day);
    const before = documents.get(id) ?? null;
    const kept = before?.rows.filter(([slot]) => !slots.has(slot)) ?? [];
    const rows = [...kept, ...scanned.rows(each)].sort(([a], [b]) => a - b);
    return write<SlotDocument>(id, before, { tenant, day, zones: known, rows });
  });
  // The first document goes ahead: of two workers on one day the slower one stops here, so one of them gets through.
  const [first, ...rest] = writes;
  if (!all(await collections.slots.bulk([first!])) || !all(await collections.slots.bulk(rest))) return false;
  for (const { id, doc } of writes) documents.set(id, doc);
  return writeDays(collections.days, tenant, series, zoned, daysBefore, documents);
};
