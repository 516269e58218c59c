import type { Collection, Found } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { continuing, idOf, wasResolved } from './continued';
import type { CountedFact, CountedRows, Remembered } from './counted-rows';

/** What a fact is asked for first: with its revision alone it may be known already. */
export const revisionOnly = ['rev'];

/** Some engines answer whole documents whatever they are asked for. */
const isWhole = ({ doc }: Found<IncidentFact>): boolean => 'cycles' in doc;

/**
 * What a page of facts counts as. In a busy quarter hour the same thousands of facts are looked at again and again, of which some
 * dozens are new: of those that are known at their revision nothing else is read.
 */
export const countingFacts = async (facts: Collection<IncidentFact>, counted: CountedRows, tenant: string, page: readonly Found<IncidentFact>[]): Promise<readonly CountedFact[]> => {
  const whole = new Map<string, IncidentFact>();
  const known = new Map<string, Remembered>();
  const read = async (ids: readonly string[]): Promise<void> => {
    for (const [id, doc] of ids.length === 0 ? [] : await facts.getMany(ids)) whole.set(id, doc);
  };
  for (const found of page) {
    const remembered = isWhole(found) ? null : counted.known(found.id, found.doc.rev);
    if (isWhole(found)) whole.set(found.id, found.doc);
    else if (remembered) known.set(found.id, remembered);
  }
  await read(page.flatMap(({ id }) => (whole.has(id) || known.has(id) ? [] : [id])));
  const resolved = page.filter(({ id }) => (whole.has(id) ? wasResolved(whole.get(id)!) : known.get(id)?.wasResolved));
  const continued = await continuing(facts, tenant, resolved);
  const continuedAt = (each: Found<unknown>): number | null => continued.get(idOf(each)) ?? null;
  // Known, but not as one that is continued then.
  await read(page.flatMap((each) => (known.has(each.id) && known.get(each.id)!.continuedAt !== continuedAt(each) ? [each.id] : [])));
  return page.flatMap((each) => {
    const doc = whole.get(each.id);
    if (doc) return [counted.again({ id: each.id, doc }, continuedAt(each))];
    return known.get(each.id) ?? [];
  });
};
