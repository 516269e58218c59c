import { streamParts, type Collection, type Filter, type Found } from '@firebreak/event-sourcing';
import { definitionName, type Definition } from '../domain/definitions';
import { dimensionNames, dimensionValue } from '../domain/dimensions';
import type { IncidentFact } from '../domain/incident-fact';
import { utcDayStart } from '../domain/local-days';
import { continuesKey, dayPrefix, slotKey, slotMs, slotsPerDay } from '../domain/slots';
import { contributionsOf } from '../measures/contributions';
import { timelineOf } from '../measures/timeline';
import { SlotRowsWriter } from './slot-rows';
import { codeOf } from './tally';
import type { DayOfWork } from './work';

const pageSize = 1_000;
/** Up to this many quarter hours are asked for one by one. */
const fewSlots = 32;

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

export const idOf = ({ id }: Found<IncidentFact>): string => streamParts(id).id;

/** When the earliest incident that continues another one was opened, by the other's id. */
export const continuedBy = async (facts: Collection<IncidentFact>, found: readonly Found<IncidentFact>[]): Promise<ReadonlyMap<string, number>> => {
  const values = found.filter(({ doc }) => doc.cycles[0]!.resolved !== null).map((each) => continuesKey(each.doc.tenant, idOf(each)));
  const opened = new Map<string, number>();
  if (values.length === 0) return opened;
  for (const { doc } of await facts.find({ filter: { op: 'in', field: 'slots', values } })) {
    if (doc.cancelled === null) opened.set(doc.reopens!, Math.min(opened.get(doc.reopens!) ?? Infinity, Date.parse(doc.opened)));
  }
  return opened;
};

/** Days near each other are read in one go: most incidents count in several of them. */
const filterOf = (tenant: string, works: readonly DayOfWork[]): Filter => {
  const slots = works.reduce((sum, work) => sum + work.slots.size, 0);
  if (slots <= fewSlots) {
    return { op: 'in', field: 'slots', values: works.flatMap(({ day, slots: dirty }) => [...dirty].map((slot) => slotKey(tenant, day, slot))) };
  }
  const days = works.map(({ day }) => day).sort();
  const spread = (utcDayStart(days.at(-1)!) - utcDayStart(days[0]!)) / (slotMs * slotsPerDay) + 1;
  if (spread <= 2 * days.length) return { op: 'range', field: 'slots', gte: slotKey(tenant, days[0]!, 0), lte: slotKey(tenant, days.at(-1)!, slotsPerDay - 1) };
  return { op: 'or', filters: days.map((day): Filter => ({ op: 'prefix', field: 'slots', value: dayPrefix(tenant, day) })) };
};

/** Writes what the facts count in the dirty quarter hours of some days of one tenant, into a writer for each day. */
export const scanDays = async (
  facts: Collection<IncidentFact>,
  definitions: readonly Definition[],
  works: readonly DayOfWork[],
): Promise<ReadonlyMap<DayOfWork, SlotRowsWriter>> => {
  const targets = new Map(works.map((work) => [utcDayStart(work.day) / (slotMs * slotsPerDay), { slots: work.slots, writer: new SlotRowsWriter() }]));
  const named = definitions.map((definition) => ({ definition, name: definitionName(definition) }));
  const add = ({ doc }: Found<IncidentFact>, continuedAt: number | null): void => {
    const timeline = timelineOf(doc, continuedAt);
    const tuple = dimensionNames.map((by) => dimensionValue(doc.dims, by));
    const tuples = new Map<SlotRowsWriter, number>();
    for (const { definition, name } of named) {
      for (const contribution of contributionsOf(definition, timeline)) {
        const quarter = Math.floor(contribution.at / slotMs);
        const target = targets.get(Math.floor(quarter / slotsPerDay));
        const slot = ((quarter % slotsPerDay) + slotsPerDay) % slotsPerDay;
        if (!target?.slots.has(slot)) continue;
        const { writer } = target;
        let index = tuples.get(writer);
        if (index === undefined) tuples.set(writer, (index = writer.tuple(tuple)));
        writer.add(name, slot, index, codeOf(contribution), contribution.part === 'measured' ? contribution.ms : null);
      }
    }
  };
  for await (const page of pages(facts, filterOf(works[0]!.tenant, works))) {
    const continued = await continuedBy(facts, page);
    for (const found of page) add(found, continued.get(idOf(found)) ?? null);
  }
  return new Map(works.map((work) => [work, targets.get(utcDayStart(work.day) / (slotMs * slotsPerDay))!.writer]));
};
