import type { Instant } from '@firebreak/event-sourcing';
import type { Cycle, FactStatus, Hold, IncidentFact, OpenStatus } from '../domain/incident-fact';
import { endImpairment, reopenImpairment, type ReopenImpact } from './fold-impairments';

const replaceLast = <T>(items: readonly T[], last: T): readonly T[] => [...items.slice(0, -1), last];

const lastCycle = (fact: IncidentFact): Cycle => fact.cycles[fact.cycles.length - 1]!;

/** A step forward; from a hold it changes where the hold leads back to. */
export const advance = (fact: IncidentFact, from: OpenStatus, to: OpenStatus): IncidentFact => {
  if (fact.status === from) return { ...fact, status: to };
  return fact.status === 'OnHold' && fact.resumeTo === from ? { ...fact, resumeTo: to } : fact;
};

const heldFrom = ({ status, resumeTo }: IncidentFact): OpenStatus => {
  if (status === 'OnHold') return resumeTo;
  return status === 'New' || status === 'Triaged' || status === 'Assigned' ? status : 'InProgress';
};

const endHold = (holds: readonly Hold[], at: Instant): readonly Hold[] => {
  const last = holds.at(-1);
  return last && last.to === null ? replaceLast(holds, { from: last.from, to: at }) : holds;
};

/** A new reason goes on with the same interval. */
export const putOnHold = (fact: IncidentFact, at: Instant): IncidentFact => {
  const holds = fact.holds.at(-1)?.to === null ? fact.holds : [...fact.holds, { from: at, to: null }];
  return { ...fact, status: 'OnHold', resumeTo: heldFrom(fact), holds };
};

export const resume = (fact: IncidentFact, at: Instant): IncidentFact => ({ ...fact, status: heldFrom(fact), holds: endHold(fact.holds, at) });

const end = (fact: IncidentFact, status: FactStatus, at: Instant): IncidentFact => ({ ...fact, status, holds: endHold(fact.holds, at) });

export const resolve = (fact: IncidentFact, at: Instant, causeCode: string | null, restoredAt: Instant | null): IncidentFact => {
  const cycles = replaceLast(fact.cycles, { started: lastCycle(fact).started, resolved: at });
  const impairments = endImpairment(fact, restoredAt);
  return { ...end(fact, 'Resolved', at), cycles, impairments, causeCode };
};

export const reopen = (fact: IncidentFact, at: Instant, impact: ReopenImpact, relapsedAt: Instant | null): IncidentFact => {
  const cycles = [...fact.cycles, { started: at, resolved: null }];
  const impairments = reopenImpairment(fact, cycles.length - 1, impact, relapsedAt ?? at);
  return { ...fact, status: 'InProgress', closed: null, cycles, impairments };
};

/** Closed without a resolve: resolved at that instant. */
export const close = (fact: IncidentFact, at: Instant): IncidentFact => {
  const resolved = lastCycle(fact).resolved === null ? resolve(fact, at, fact.causeCode, null) : fact;
  return { ...end(resolved, 'Closed', at), closed: at, lastClosed: at };
};

export const cancel = (fact: IncidentFact, at: Instant): IncidentFact => ({ ...end(fact, 'Cancelled', at), cancelled: at });

/** The latest resolution was at another time. */
export const correctResolve = (fact: IncidentFact, at: Instant): IncidentFact => {
  const index = fact.cycles.findLastIndex(({ resolved }) => resolved !== null);
  if (index < 0) return fact;
  return { ...fact, cycles: fact.cycles.map((cycle, each) => (each === index ? { ...cycle, resolved: at } : cycle)) };
};

export const correctOpening = (fact: IncidentFact, at: Instant): IncidentFact => {
  const [first, ...rest] = fact.cycles;
  return { ...fact, opened: at, openedInferred: false, cycles: [{ started: at, resolved: first?.resolved ?? null }, ...rest] };
};
