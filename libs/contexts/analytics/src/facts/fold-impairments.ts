import type { Instant } from '@firebreak/event-sourcing';
import type { Impairment, IncidentFact } from '../domain/incident-fact';

export type ReopenImpact = 'none' | 'relapsed' | 'never-restored';

type Impaired = Pick<IncidentFact, 'cycles' | 'impairments'>;

const lastOf = ({ impairments }: Impaired): Impairment => impairments[impairments.length - 1]!;
const present = ({ cycles }: Impaired): number => cycles.length - 1;
const isOpen = (fact: Impaired): boolean => {
  const { restored, cycle } = lastOf(fact);
  return restored === null && (fact.cycles[cycle]?.resolved ?? null) === null;
};
const withLast = (fact: Impaired, last: Impairment): readonly Impairment[] => [...fact.impairments.slice(0, -1), last];

/** The resolve says when service was back. After a reopening without impact there is nothing to end. */
export const endImpairment = (fact: Impaired, restored: Instant | null): readonly Impairment[] => {
  const ends = restored !== null && (isOpen(fact) || lastOf(fact).cycle === present(fact));
  return ends ? withLast(fact, { ...lastOf(fact), restored }) : fact.impairments;
};

export const reopenImpairment = (fact: Impaired, cycle: number, impact: ReopenImpact, relapsedAt: Instant): readonly Impairment[] => {
  if (impact === 'none') return fact.impairments;
  if (impact === 'never-restored') return withLast(fact, { ...lastOf(fact), cycle, restored: null });
  return [...fact.impairments, { cycle, started: relapsedAt, restored: null }];
};

export const restore = (fact: Impaired, at: Instant): readonly Impairment[] =>
  isOpen(fact) || lastOf(fact).cycle >= present(fact) ? withLast(fact, { ...lastOf(fact), restored: at }) : fact.impairments;

/** While service is impaired anyway nothing begins. After a resolve the new interval ends with the next one. */
export const resumeImpact = (fact: Impaired, at: Instant): readonly Impairment[] => {
  if (isOpen(fact)) return fact.impairments;
  const resolved = fact.cycles[present(fact)]!.resolved !== null;
  return [...fact.impairments, { cycle: present(fact) + (resolved ? 1 : 0), started: at, restored: null }];
};

export const correctRestore = (fact: Impaired, at: Instant): readonly Impairment[] => withLast(fact, { ...lastOf(fact), restored: at });

/** The latest begin that was said; without one it is said now. */
export const correctResumption = (fact: Impaired, at: Instant): readonly Impairment[] =>
  fact.impairments.length > 1 ? withLast(fact, { ...lastOf(fact), started: at }) : resumeImpact(fact, at);
