import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import type { Collection, Found } from '@firebreak/event-sourcing';
import { definitions } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { continuesKey } from '../domain/slots';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { eventsOf, logged, resolved, workStarted } from '../testing/incident-contracts';
import { CountedRows } from './counted-rows';
import { countingFacts, revisionOnly } from './counting-facts';

const tenant = 'default';
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();
const ids = ['incident-default.a', 'incident-default.b', 'incident-default.c'];

const factOf = (id: string, steps: number): IncidentFact => {
  let doc: IncidentFact | null = null;
  for (const event of eventsOf(id, [logged(at(0)), workStarted(at(5)), resolved(at(40))].slice(0, steps))) doc = { ...incidentFacts.evolve(doc, event), rev: event.revision };
  return doc!;
};

const opened = async () => {
  const facts = await memoryReadStore().collection<IncidentFact>(factCollection);
  const read: string[] = [];
  const watched: Collection<IncidentFact> = { ...facts, getMany: (asked) => (read.push(...asked), facts.getMany(asked)) };
  for (const id of ids) await facts.insert(id, factOf(id, 2));
  const counted = new CountedRows(definitions);
  /** Counts what is there, from revisions alone. */
  const count = async (): Promise<{ readonly counted: unknown; readonly read: readonly string[] }> => {
    read.length = 0;
    const page = await facts.find({ filter: { op: 'all' }, only: revisionOnly });
    return { counted: await countingFacts(watched, counted, tenant, page), read: [...read] };
  };
  const plainly = async (continuedAt: Readonly<Record<string, number>> = {}): Promise<unknown> =>
    (await facts.find({ filter: { op: 'all' } })).map((found: Found<IncidentFact>) => expect.objectContaining(new CountedRows(definitions).of(found, continuedAt[found.id] ?? null)) as unknown);
  return { facts, count, plainly };
};

describe('facts of a busy quarter hour', () => {
  it('are read whole once, then only where their revision is new', async () => {
    const { facts, count, plainly } = await opened();
    expect(await count()).toEqual({ counted: await plainly(), read: ids });
    expect(await count()).toEqual({ counted: await plainly(), read: [] });
    await facts.replace(ids[1]!, { rev: 1 }, factOf(ids[1]!, 3));
    expect(await count()).toEqual({ counted: await plainly(), read: [ids[1]] });
  });

  it('are read again where another incident continues them by now', async () => {
    const { facts, count, plainly } = await opened();
    await facts.replace(ids[0]!, { rev: 1 }, factOf(ids[0]!, 3));
    await count();
    const later = { ...factOf(ids[2]!, 1), reopens: 'a', opened: at(50) };
    await facts.insert('incident-default.d', { ...later, slots: [...later.slots, continuesKey(tenant, 'a')] });
    const { read } = await count();
    expect(read).toEqual(['incident-default.d', ids[0]]);
    expect((await count()).counted).toEqual(await plainly({ [ids[0]!]: Date.parse(at(50)) }));
  });
});
