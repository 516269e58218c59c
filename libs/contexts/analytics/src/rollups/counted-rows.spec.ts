import type { Found } from '@firebreak/event-sourcing';
import { definitions } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { incidentFacts } from '../facts/incident-facts.projection';
import { eventsOf, logged, resolved, workStarted } from '../testing/incident-contracts';
import { CountedRows } from './counted-rows';

const id = 'incident-default.one';
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();

/** The fact after each of its events. */
const versions = (): readonly Found<IncidentFact>[] => {
  let doc: IncidentFact | null = null;
  return eventsOf(id, [logged(at(0)), workStarted(at(5)), resolved(at(40))]).map((event) => {
    doc = { ...incidentFacts.evolve(doc, event), rev: event.revision };
    return { id, doc };
  });
};

describe('what a fact counts as', () => {
  it('is the same whether it is remembered or not, at every revision, back and forth', () => {
    const rows = new CountedRows(definitions);
    const found = versions();
    const continued = [null, Date.parse(at(50)), null];
    for (const each of [...found, ...found.toReversed(), ...found]) {
      for (const continuedAt of continued) expect(rows.again(each, continuedAt)).toMatchObject(rows.of(each, continuedAt));
    }
    expect(found.map((each) => rows.of(each, null).rows)).not.toContainEqual([]);
  });

  it('is made once for a revision, and again when another incident continues it', () => {
    const rows = new CountedRows(definitions);
    const last = versions().at(-1)!;
    const first = rows.again(last, null);
    expect(rows.again({ id, doc: { ...last.doc, dirty: [], dirtyFrom: null } }, null)).toBe(first);
    const continued = rows.again(last, Date.parse(at(50)));
    expect(continued).not.toEqual(first);
    expect(continued.rows).toContainEqual(expect.objectContaining({ code: expect.stringContaining('hit') as string }));
  });

  it('is remembered of the latest facts only', () => {
    const rows = new CountedRows(definitions);
    const [{ doc }] = versions() as [Found<IncidentFact>];
    const first = rows.again({ id, doc }, null);
    for (let other = 0; other < 7_999; other += 1) rows.again({ id: `${id}-${other}`, doc }, null);
    expect(rows.again({ id, doc }, null)).toBe(first);
    for (let other = 0; other < 8_000; other += 1) rows.again({ id: `${id}-${other}`, doc }, null);
    expect(rows.again({ id, doc }, null)).not.toBe(first);
  });
});
