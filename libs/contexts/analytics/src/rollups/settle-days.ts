import type { Collection, IdSource, Write } from '@firebreak/event-sourcing';
import type { Definition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { localDaysOf, utcDaysOf, type LocalDay } from '../domain/local-days';
import { scanChanged } from './changing-days';
import type { CountedRows } from './counted-rows';
import { DaySums } from './day-rows';
import { dayDocumentId, packedSeries, packNames, slotDocumentId, zonesKey, type DayDocument, type SlotDocument } from './documents';
import type { KnownSlots } from './known-slots';
import { scanWholeDays } from './scan-days';
import type { SlotRowsWriter } from './slot-rows';
import type { ChangedDay, DayOfWork, DirtyFact } from './work';

export interface Collections {
  readonly facts: Collection<IncidentFact>;
  readonly slots: Collection<SlotDocument>;
  readonly days: Collection<DayDocument>;
  /** Whose figures are made. */
  readonly definitions: readonly Definition[];
  readonly counted: CountedRows;
  readonly known: KnownSlots;
  readonly ids: IdSource;
  /** Lets others have a turn in the middle of long work. */
  readonly pause: () => Promise<void>;
}

export interface ZonedDay extends LocalDay {
  readonly zone: string;
}

type Versioned = Pick<DayDocument, 'version'>;

const write = <D extends Versioned>(id: string, before: Versioned | undefined, doc: Omit<D, 'version'>): Write<D> => {
  const next = { ...doc, version: (before?.version ?? 0) + 1 } as unknown as D;
  return before === undefined ? { op: 'insert', id, doc: next } : { op: 'replace', id, where: { version: before.version }, doc: next };
};

export const zonedDaysOf = (zones: readonly string[], day: string, slots: Iterable<number>): readonly ZonedDay[] =>
  zones.flatMap((zone) => localDaysOf(zone, day, slots).map((local) => ({ ...local, zone })));

/** Versions of the day documents as they stand: to be read before the slot documents, so that what is written is no older than they are. */
export const readDays = ({ days, definitions }: Collections, tenant: string, zoned: readonly ZonedDay[]): Promise<ReadonlyMap<string, Versioned>> =>
  days.getMany(
    zoned.flatMap(({ zone, day }) => definitions.flatMap((each) => packedSeries(tenant, each, zone).map(([, series]) => dayDocumentId(series, day)))),
    ['version'],
  );

export const touchedDays = (zoned: readonly ZonedDay[]): readonly string[] => [...new Set(zoned.flatMap(({ start, end }) => utcDaysOf(start, end)))];

/** @returns those local days of which every document landed on the version that was read */
export const writeDays = async (
  { days, definitions, pause }: Collections,
  tenant: string,
  zoned: readonly ZonedDay[],
  before: ReadonlyMap<string, Versioned>,
  documents: ReadonlyMap<string, SlotDocument>,
): Promise<ReadonlySet<ZonedDay>> => {
  const perDay = definitions.length * packNames.length;
  const sums = new DaySums(documents);
  const writes: Write<DayDocument>[] = [];
  for (const { zone, day, start, end } of zoned) {
    for (const definition of definitions) {
      const rows = sums.between(definition, tenant, start, end);
      for (const [pack, series] of packedSeries(tenant, definition, zone)) {
        const id = dayDocumentId(series, day);
        writes.push(write<DayDocument>(id, before.get(id), { series, day, rows: rows[pack] }));
      }
    }
    await pause();
  }
  const landed = await days.bulk(writes);
  return new Set(zoned.filter((_, index) => landed.slice(index * perDay, (index + 1) * perDay).every(Boolean)));
};

/** What a step works on: read before the facts, so that nothing written is older than they are. */
interface Base {
  readonly tenant: string;
  readonly zones: readonly string[];
  readonly zonedOf: ReadonlyMap<DayOfWork, readonly ZonedDay[]>;
  readonly days: ReadonlyMap<string, Versioned>;
  readonly slots: ReadonlyMap<string, SlotDocument>;
}

const keyOf = ({ zone, day }: ZonedDay): string => `${zone}|${day}`;

const distinct = (zoned: readonly ZonedDay[]): readonly ZonedDay[] => [...new Map(zoned.map((each) => [keyOf(each), each])).values()];

const readBase = async (collections: Collections, zones: readonly string[], works: readonly DayOfWork[]): Promise<Base> => {
  const { tenant } = works[0]!;
  const zonedOf = new Map(works.map((work) => [work, zonedDaysOf(zones, work.day, work.slots)]));
  const zoned = distinct([...zonedOf.values()].flat());
  const days = await readDays(collections, tenant, zoned);
  const touched = new Set([...works.map(({ day }) => day), ...touchedDays(zoned)]);
  const slots = await collections.slots.getMany([...touched].map((day) => slotDocumentId(tenant, day)));
  return { tenant, zones, zonedOf, days, slots };
};

/**
 * @param told hears the name under which the document of a day was written
 * @returns the days of which everything landed; of any other nobody may call the facts clean
 */
const writeAll = async (
  collections: Collections,
  { tenant, zones, zonedOf, days, slots }: Base,
  works: readonly DayOfWork[],
  writers: ReadonlyMap<DayOfWork, SlotRowsWriter>,
  told: (work: DayOfWork, made: string) => void = () => undefined,
): Promise<readonly DayOfWork[]> => {
  const writes = works.map((work) => {
    const id = slotDocumentId(tenant, work.day);
    const before = slots.get(id);
    const writer = writers.get(work)!;
    if (before) writer.keep(before, (slot) => !work.slots.has(slot));
    // What is kept of a day that a zone does not know yet, it does not know now either.
    const following = before ? zones.filter((zone) => before.zones.split(',').includes(zone)) : zones;
    return write<SlotDocument>(id, before, { tenant, day: work.day, made: collections.ids.next(), zones: zonesKey(following), ...writer.content() });
  });
  const landed = await collections.slots.bulk(writes);
  const documents = new Map(slots);
  writes.forEach(({ id, doc }, index) => landed[index] && documents.set(id, doc));
  const made = works.filter((_, index) => landed[index]);
  works.forEach((work, index) => landed[index] && told(work, writes[index]!.doc.made!));
  const written = await writeDays(collections, tenant, distinct(made.flatMap((work) => zonedOf.get(work)!)), days, documents);
  const done = new Set([...written].map(keyOf));
  return made.filter((work) => zonedOf.get(work)!.every((each) => done.has(keyOf(each))));
};

/**
 * Makes the dirty quarter hours of some UTC days of one tenant again, then the local days that they belong to. Every
 * write lands only on the version that was read before the facts were: whoever was faster read facts that are no older,
 * so nothing newer is lost.
 * @returns the days of which everything landed
 */
export const settleDays = async (collections: Collections, zones: readonly string[], works: readonly ChangedDay[]): Promise<readonly DayOfWork[]> => {
  const { known } = collections;
  const base = await readBase(collections, zones, works);
  const idOf = ({ tenant, day }: DayOfWork): string => slotDocumentId(tenant, day);
  const { writers, facts } = await scanChanged(collections, works, (work) => known.take(idOf(work), base.slots.get(idOf(work))?.made));
  return writeAll(collections, base, works, writers, (work, made) => known.keep(idOf(work), made, facts.get(work)!));
};

export interface SettledWhole {
  readonly days: readonly DayOfWork[];
  readonly dirty: readonly DirtyFact[];
  /** How many facts were read. */
  readonly read: number;
}

/** The same for whole days in a row; only those in which something is dirty are written. */
export const settleWholeDays = async (collections: Collections, zones: readonly string[], works: readonly DayOfWork[]): Promise<SettledWhole> => {
  const base = await readBase(collections, zones, works);
  const { writers, dirty, read } = await scanWholeDays(collections, works);
  const found = new Set(dirty.flatMap((fact) => fact.dirty.map((key) => key.slice(0, key.lastIndexOf('|')))));
  const wanted = works.filter(({ tenant, day }) => found.has(`${tenant}|${day}`));
  return { days: await writeAll(collections, base, wanted, writers), dirty, read };
};
