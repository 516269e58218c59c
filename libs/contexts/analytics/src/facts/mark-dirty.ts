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

/** The quarter hours of all its times: whatever definition asks, it counts in one of these. */
const slotsOf = (fact: IncidentFact): readonly string[] => {
  const slots: string[] = [];
  const add = (time: Instant | null): void => {
    if (time === null) return;
    const key = slotKeyOf(fact.tenant, time);
    if (!slots.includes(key)) slots.push(key);
  };
  for (const time of [fact.opened, fact.impactStarted, fact.detected, fact.acknowledged, fact.closed, fact.cancelled]) add(time);
  for (const { started, resolved } of fact.cycles) {
    add(started);
    add(resolved);
  }
  for (const { started, restored } of fact.impairments) {
    add(started);
    add(restored);
  }
  if (fact.reopens !== null) slots.push(continuesKey(fact.tenant, fact.reopens));
  return slots;
};

const isSame = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((key, index) => b[index] === key);

/** The list itself where nothing is missing: mostly everything is dirty already, or nothing. */
const withKeys = (keys: readonly string[], more: readonly string[]): readonly string[] => {
  const missing = more.filter((key) => !keys.includes(key));
  return missing.length === 0 ? keys : [...keys, ...missing];
};

/** Holds count inside finished cycles only, and end with them. */
const moved = (before: IncidentFact, after: IncidentFact): boolean =>
  measured.some((field) => before[field] !== after[field]) || (before.holds !== after.holds && after.cycles.at(-1)!.resolved !== null);

/** The form in which a fact says what is dirty. */
export const dirtyWith = (dirty: readonly string[]): Pick<IncidentFact, 'dirty' | 'dirtyFrom'> => ({
  dirty,
  dirtyFrom: dirty.reduce<string | null>((least, key) => (least === null || key < least ? key : least), null),
});

/**
 * Where it counted and where it counts now is dirty, in the same document: no crash comes between a change and the duty
 * to make its figures again.
 */
export const markDirty = (before: IncidentFact | null, after: IncidentFact): IncidentFact => {
  if (before === null) {
    const slots = slotsOf(after);
    return { ...after, slots, ...dirtyWith(slots) };
  }
  if (!moved(before, after)) return after;
  const found = slotsOf(after);
  const slots = isSame(found, before.slots) ? before.slots : found;
  const left = withKeys(before.dirty, before.slots);
  return { ...after, slots, ...dirtyWith(slots === before.slots ? left : withKeys(left, slots)) };
};
