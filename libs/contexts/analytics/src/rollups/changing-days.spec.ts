import type { Collection } from '@firebreak/event-sourcing';
import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import { definitions } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { continuesKey } from '../domain/slots';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { eventsOf, logged, resolved, workStarted } from '../testing/incident-contracts';
import { scanChanged } from './changing-days';
import { CountedRows } from './counted-rows';
import type { DayFacts } from './known-slots';
import type { ChangedDay } from './work';

const tenant = 'default';
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => `incident-default.${id}`) as [string, string, string, string];

const factOf = (id: string, steps: number): IncidentFact => {
  let doc: IncidentFact | null = null;
  for (const event of eventsOf(id, [logged(at(0)), workStarted(at(5)), resolved(at(40))].slice(0, steps))) doc = { ...incidentFacts.evolve(doc, event), rev: event.revision };
  return doc!;
};

const changedDay = (...changed: readonly string[]): ChangedDay => ({ tenant, day: '2026-03-02', slots: new Set([32, 34]), changed: new Set(changed) });

const opened = async () => {
  const facts = await memoryReadStore().collection<IncidentFact>(factCollection);
  let read: readonly string[] = [];
  const watched: Collection<IncidentFact> = {
    ...facts,
    getMany: (asked, only) => ((read = [...read, ...asked]), facts.getMany(asked, only)),
    find: async (options) => {
      const found = await facts.find(options);
      if (options.only === undefined) read = [...read, ...found.map(({ id }) => id)];
      return found;
    },
  };
  for (const id of [a, b, c]) await facts.insert(id, factOf(id, 2));
  const scanning = { facts: watched, counted: new CountedRows(definitions), pause: () => Promise.resolve() };
  let known: DayFacts = new Map();
  /** Makes the quarter hours again, from what is known of them. @returns the facts that were read and every row, in any order */
  const make = async (day: ChangedDay): Promise<{ readonly read: readonly string[]; readonly rows: readonly unknown[] }> => {
    read = [];
    const made = await scanChanged(scanning, [day], () => known);
    known = made.facts.get(day)!;
    return { read, rows: [...known.values()].flatMap((slot) => [...slot].map(([id, { rows }]) => JSON.stringify([id, rows]))).sort() };
  };
  const forget = (): void => void (known = new Map());
  return { facts, make, forget };
};

describe('the facts of quarter hours', () => {
  it('are all read where nothing is known, then only those that changed, and make the same', async () => {
    const { facts, make, forget } = await opened();
    expect((await make(changedDay(a, b, c))).read).toEqual([a, b, c]);
    await facts.replace(b, { rev: 1 }, factOf(b, 3));
    const { read, rows } = await make(changedDay(b));
    forget();
    expect([read, rows]).toEqual([[b], (await make(changedDay(b))).rows]);
    expect(rows.filter((row) => String(row).includes(b))).toHaveLength(2);
  });

  it('count no more where they counted before', async () => {
    const { facts, make, forget } = await opened();
    await facts.replace(b, { rev: 1 }, factOf(b, 3));
    const before = await make(changedDay(b));
    await facts.replace(b, { rev: 2 }, factOf(b, 2));
    const { rows } = await make(changedDay(b));
    expect(rows.length).toBe(before.rows.length - 1);
    forget();
    expect((await make(changedDay(b))).rows).toEqual(rows);
  });

  it('are read again where another incident continues them by now', async () => {
    const { facts, make, forget } = await opened();
    await facts.replace(a, { rev: 1 }, factOf(a, 3));
    const before = await make(changedDay(a));
    const later = { ...factOf(d, 1), reopens: 'a', opened: at(50) };
    await facts.insert(d, { ...later, slots: [...later.slots, continuesKey(tenant, 'a')] });
    const { read, rows } = await make(changedDay(a, d));
    expect(read).toEqual([a, d]);
    expect(rows).not.toEqual(before.rows);
    forget();
    expect((await make(changedDay())).rows).toEqual(rows);
  });
});
