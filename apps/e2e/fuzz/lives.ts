import { plusMillis } from '@firebreak/event-sourcing';
import type { Person } from '../testing/people';
import type { Dice } from './dice';
import type { Known, KnownIncident } from './known';

/** The commands of a life, in their order; an incident's stage counts them. */
export const life = ['triage', 'assign', 'start-work', 'put-on-hold', 'resume-work', 'resolve', 'close', 'reopen'] as const;

export type Verb = (typeof life)[number];

const stages: Readonly<Record<string, number>> = { New: 0, Triaged: 1, Assigned: 2, InProgress: 3, OnHold: 4, Resolved: 6, Closed: 7, Cancelled: life.length };

const hour = 3_600_000;

export interface Step {
  readonly verb: Verb;
  readonly person: Person;
  /** What of the body is as it has to be; the rest is made up. */
  readonly body: object;
}

/** The command that would come next, by somebody who may; null for an incident that is over. */
export const nextStep = (dice: Dice, known: Known, { id, stage, caller }: KnownIncident): Step | null => {
  const verb = life[stage === 3 && dice.chance(0.5) ? 5 : stage];
  if (verb === undefined) return null;
  const n = id.charCodeAt(0) % 3;
  const resolver = known.named('resolver', n);
  const now = known.target.now();
  const steps: Readonly<Record<Verb, () => Omit<Step, 'verb'>>> = {
    triage: () => ({ person: known.named('service-desk', n), body: { category: 'network', subcategory: null, service: known.services[n], impact: 1 + n, urgency: 1 + dice.int(3) } }),
    assign: () => ({ person: known.named('service-desk', n), body: { group: known.groups[n], assignee: resolver.id } }),
    'start-work': () => ({ person: resolver, body: {} }),
    'put-on-hold': () => ({ person: resolver, body: { reason: 'evidence', followUpAt: plusMillis(now, hour) } }),
    'resume-work': () => ({ person: resolver, body: { reason: 'work' } }),
    resolve: () => ({ person: resolver, body: { resolutionCode: 'fix', restoredAt: now, classification: null } }),
    close: () => ({ person: known.named('caller', caller ?? n), body: {} }),
    reopen: () => ({ person: known.named('incident-manager', n), body: { impact: dice.pick(['none', 'never-restored']), relapsedAt: null } }),
  };
  return { verb, ...steps[verb]() };
};

/** Where an incident stands after an answer to one of its commands. */
export const stageAfter = (stage: number, verb: string, status: number, current: unknown): number => {
  if (typeof current === 'string' && current in stages) return stages[current]!;
  const at = life.indexOf(verb as Verb);
  if (status >= 300 || at < 0) return stage;
  if (verb === 'reopen') return 3;
  return verb === 'resume-work' ? 3 : verb === 'resolve' ? 6 : Math.max(stage, at + 1);
};
