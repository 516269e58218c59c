import type { Collection, Filter, Found } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { utcDayStart } from '../domain/local-days';
import { dayPrefix, slotKey, slotMs, slotsPerDay } from '../domain/slots';
import { continuedBy, idOf } from './continued';
import type { CountedFact, CountedRows } from './counted-rows';
import { SlotRowsWriter } from './slot-rows';
import type { DayOfWork, DirtyFact } from './work';

export const dayMs = slotMs * slotsPerDay;
const pageSize = 2_000;
export const factsPerTurn = 500;
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

/** Facts that count in the dirty quarter hours of some days of one tenant. */
export const countingIn = (works: readonly DayOfWork[]): Filter => {
  const { tenant } = works[0]!;
  const slots = works.reduce((sum, work) => sum + work.slots.size, 0);
  if (slots <= fewSlots) {
    return { op: 'in', field: 'slots', values: works.flatMap(({ day, slots: dirty }) => [...dirty].map((slot) => slotKey(tenant, day, slot))) };
  }
  const days = works.map(({ day }) => day).sort();
  const [first, last] = [days[0]!, days.at(-1)!];
  // Days near each other are read in one go: most incidents count in several of them.
  const spread = (utcDayStart(last) - utcDayStart(first)) / dayMs + 1;
  if (spread <= 2 * days.length) return { op: 'range', field: 'slots', ...keysOfDays(tenant, first, last) };
  return { op: 'or', filters: days.map((day): Filter => ({ op: 'prefix', field: 'slots', value: dayPrefix(tenant, day) })) };
};

const keysOfDays = (tenant: string, first: string, last: string): { readonly gte: string; readonly lte: string } => ({
  gte: slotKey(tenant, first, 0),
  lte: slotKey(tenant, last, slotsPerDay - 1),
});

/** Puts the rows of facts into the writers of their days. */
export class DayRows {
  private readonly targets: ReadonlyMap<number, { readonly slots: ReadonlySet<number>; readonly writer: SlotRowsWriter }>;
  readonly writers: ReadonlyMap<DayOfWork, SlotRowsWriter>;

  constructor(works: readonly DayOfWork[]) {
    this.writers = new Map(works.map((work) => [work, new SlotRowsWriter()]));
    this.targets = new Map(works.map((work) => [utcDayStart(work.day) / dayMs, { slots: work.slots, writer: this.writers.get(work)! }]));
  }

  add({ tuple, rows }: CountedFact): void {
    const tuples = new Map<SlotRowsWriter, number>();
    for (const { definition, day, slot, code, ms } of rows) {
      const target = this.targets.get(day);
      if (!target?.slots.has(slot)) continue;
      let index = tuples.get(target.writer);
      if (index === undefined) tuples.set(target.writer, (index = target.writer.tuple(tuple)));
      target.writer.add(definition, slot, index, code, ms);
    }
  }
}

/** What a scan reads, and for which figures. */
export interface Scanning {
  readonly facts: Collection<IncidentFact>;
  readonly counted: CountedRows;
  readonly pause: () => Promise<void>;
}

export type See = (found: Found<IncidentFact>, continuedAt: number | null) => void;

/** Shows facts that were read, each with the time at which another incident continues it. */
export const look = async ({ facts, pause }: Scanning, page: readonly Found<IncidentFact>[], see: See): Promise<void> => {
  const continued = await continuedBy(facts, page);
  for (const [index, found] of page.entries()) {
    see(found, continued.get(idOf(found)) ?? null);
    if (index % factsPerTurn === factsPerTurn - 1) await pause();
  }
};

export const scan = async (scanning: Scanning, filter: Filter, see: See): Promise<void> => {
  for await (const page of pages(scanning.facts, filter)) await look(scanning, page, see);
};

export interface ScannedWhole {
  readonly writers: DayRows['writers'];
  readonly dirty: readonly DirtyFact[];
  readonly read: number;
}

/** Writes what counts in whole days in a row, with those facts that were dirty when they were read, also where they count no more. */
export const scanWholeDays = async (scanning: Scanning, works: readonly DayOfWork[]): Promise<ScannedWhole> => {
  const rows = new DayRows(works);
  const dirty: DirtyFact[] = [];
  let read = 0;
  const keys = keysOfDays(works[0]!.tenant, works[0]!.day, works.at(-1)!.day);
  const filter: Filter = { op: 'or', filters: [{ op: 'range', field: 'slots', ...keys }, { op: 'range', field: 'dirtyFrom', ...keys }] };
  await scan(scanning, filter, (found, continuedAt) => {
    const { id, doc } = found;
    rows.add(scanning.counted.of(found, continuedAt));
    read += 1;
    if (doc.dirty.length > 0) dirty.push({ id, rev: doc.rev, dirty: doc.dirty });
  });
  return { writers: rows.writers, dirty, read };
};
