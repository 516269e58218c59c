import type { Collection, Write } from '@firebreak/event-sourcing';
import type { Definition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { localDaysOf, utcDaysOf, type LocalDay } from '../domain/local-days';
import { addUp } from './day-rows';
import { dayDocumentId, daySeries, slotDocumentId, zonesKey, type DayDocument, type SlotDocument } from './documents';
import { scanDays, type DirtyFact } from './scan-days';
import type { DayOfWork } from './work';

export interface Collections {
  readonly facts: Collection<IncidentFact>;
  readonly slots: Collection<SlotDocument>;
  readonly days: Collection<DayDocument>;
  /** Whose figures are made. */
  readonly definitions: readonly Definition[];
}

export interface ZonedDay extends LocalDay {
  readonly zone: string;
}

const write = <D extends { readonly version: number }>(id: string, before: D | undefined, doc: Omit<D, 'version'>): Write<D> => {
  const next = { ...doc, version: (before?.version ?? 0) + 1 } as unknown as D;
  return before === undefined ? { op: 'insert', id, doc: next } : { op: 'replace', id, where: { version: before.version }, doc: next };
};

export const zonedDaysOf = (zones: readonly string[], day: string, slots: Iterable<number>): readonly ZonedDay[] =>
  zones.flatMap((zone) => localDaysOf(zone, day, slots).map((local) => ({ ...local, zone })));

/** The day documents as they stand: to be read before the slot documents, so that what is written is no older than they are. */
export const readDays = ({ days, definitions }: Collections, tenant: string, zoned: readonly ZonedDay[]): Promise<ReadonlyMap<string, DayDocument>> =>
  days.getMany(definitions.flatMap((each) => zoned.map(({ zone, day }) => dayDocumentId(daySeries(tenant, each, zone), day))));

export const touchedDays = (zoned: readonly ZonedDay[]): readonly string[] => [...new Set(zoned.flatMap(({ start, end }) => utcDaysOf(start, end)))];

/** @returns those local days of which every document landed on the version that was read */
export const writeDays = async (
  { days, definitions }: Collections,
  tenant: string,
  zoned: readonly ZonedDay[],
  before: ReadonlyMap<string, DayDocument>,
  documents: ReadonlyMap<string, SlotDocument>,
): Promise<ReadonlySet<ZonedDay>> => {
  const writes = zoned.flatMap((local) => {
    const touched = utcDaysOf(local.start, local.end).flatMap((day) => documents.get(slotDocumentId(tenant, day)) ?? []);
    return definitions.map((definition) => {
      const series = daySeries(tenant, definition, local.zone);
      const id = dayDocumentId(series, local.day);
      return write<DayDocument>(id, before.get(id), { series, day: local.day, rows: addUp(definition, local.start, local.end, touched) });
    });
  });
  const landed = await days.bulk(writes);
  return new Set(zoned.filter((_, index) => definitions.every((__, each) => landed[index * definitions.length + each])));
};

export interface Settled {
  /** The days of which everything landed; of any other nobody may call the facts clean. */
  readonly days: readonly DayOfWork[];
  readonly dirty: readonly DirtyFact[];
}

/**
 * Makes the dirty quarter hours of some UTC days of one tenant again, then the local days that they belong to. Every
 * write lands only on the version that was read before the facts were: whoever was faster read facts that are no older,
 * so nothing newer is lost.
 */
export const settleDays = async (collections: Collections, zones: readonly string[], works: readonly DayOfWork[], withDirty: boolean): Promise<Settled> => {
  const tenant = works[0]!.tenant;
  const zonedOf = new Map(works.map((work) => [work, zonedDaysOf(zones, work.day, work.slots)]));
  const zoned = [...new Map([...zonedOf.values()].flat().map((each) => [`${each.zone}|${each.day}`, each])).values()];
  const daysBefore = await readDays(collections, tenant, zoned);
  const touched = new Set([...works.map(({ day }) => day), ...touchedDays(zoned)]);
  const documents = new Map(await collections.slots.getMany([...touched].map((day) => slotDocumentId(tenant, day))));
  const { writers, dirty } = await scanDays(collections.facts, collections.definitions, works, withDirty);
  const known = zonesKey(zones);
  const writes = works.map((work) => {
    const id = slotDocumentId(tenant, work.day);
    const before = documents.get(id);
    const writer = writers.get(work)!;
    if (before) writer.keep(before, (slot) => !work.slots.has(slot));
    return write<SlotDocument>(id, before, { tenant, day: work.day, zones: known, ...writer.content() });
  });
  const landed = await collections.slots.bulk(writes);
  writes.forEach(({ id, doc }, index) => landed[index] && documents.set(id, doc));
  const made = works.filter((_, index) => landed[index]);
  const keyOf = ({ zone, day }: ZonedDay): string => `${zone}|${day}`;
  const wanted = new Set(made.flatMap((work) => zonedOf.get(work)!.map(keyOf)));
  const written = await writeDays(collections, tenant, zoned.filter((each) => wanted.has(keyOf(each))), daysBefore, documents);
  const done = new Set([...written].map(keyOf));
  return { days: made.filter((work) => zonedOf.get(work)!.every((each) => done.has(keyOf(each)))), dirty };
};
