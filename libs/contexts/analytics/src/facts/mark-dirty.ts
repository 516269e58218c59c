import type { Instant } from '@firebreak/event-sourcing';
import type { IncidentFact } from '../domain/incident-fact';
import { continuesKey, slotKeyOf } from '../domain/slots';

/** Everything but holds that a figure is made of. Untouched objects stay the same object, so comparing references is enough. */
const measured = [
  'opened',
  'openedInferred',
  'impactStarted',
  'detected',
  'acknowledged',
  'closed',
  'cancelled',
  'cycles',
  'impairments',
  'dims',
  'corrected',
] as const satisfies readonly (keyof IncidentFact)[];

const timesOf = (fact: IncidentFact): readonly (Instant | null)[] => [
  fact.opened,
  fact.impactStarted,
  fact.detected,
  fact.acknowledged,
  fact.closed,
  fact.cancelled,
  ...fact.cycles.flatMap(({ started, resolved }) => [started, resolved]),
  ...fact.impairments.flatMap(({ started, restored }) => [started, restored]),
];

/** The quarter hours of all its times: whatever definition asks, it counts in one of these. */
const slotsOf = (fact: IncidentFact): readonly string[] => {
  const slots: string[] = [];
  for (const time of timesOf(fact)) {
    if (time === null) continue;
    const key = slotKeyOf(fact.tenant, time);
    if (!slots.includes(key)) slots.push(key);
  }
  if (fact.reopens !== null) slots.push(continuesKey(fact.tenant, fact.reopens));
  return slots;
};

const joined = (...lists: readonly (readonly string[])[]): readonly string[] => [...new Set(lists.flat())];

/** Holds count inside finished cycles only, and end with them. */
const moved = (before: IncidentFact, after: IncidentFact): boolean =>
  measured.some((field) => before[field] !== after[field]) || (before.holds !== after.holds && after.cycles.at(-1)!.resolved !== null);

/**
 * Where it counted and where it counts now is dirty, in the same document: no crash comes between a change and the duty
 * to make its figures again.
 */
export const markDirty = (before: IncidentFact | null, after: IncidentFact): IncidentFact => {
  if (before === null) {
    const slots = slotsOf(after);
    return { ...after, slots, dirty: slots };
  }
  if (!moved(before, after)) return after;
  const slots = slotsOf(after);
  return { ...after, slots, dirty: joined(before.dirty, before.slots, slots) };
};
