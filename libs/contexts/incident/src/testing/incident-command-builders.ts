import type { Actor, Command, CommandMeta, Instant } from '@firebreak/event-sourcing';
import type { Categorization, Prioritization } from '../domain/classification';
import type * as Events from '../domain/incident-events';
import { defaultPolicies, type BackdatingPolicy, type HoldPolicy, type PriorityMatrix, type ReopenPolicy, type Taxonomy, type Versioned } from '../domain/policies/policies';
import { assignee, caller, desk, incidentManager, resolver } from './incident-actors';
import * as incident from './incident-builders';
import { at } from './incident-builders';

/** A command, and the same one asked by another actor or at another time. */
export interface Asked<Type extends string, Data extends object> extends Command<Type, Data> {
  readonly as: (actor: Actor) => Asked<Type, Data>;
  readonly at: (now: Instant) => Asked<Type, Data>;
}

const asked = <Type extends string, Data extends object>(type: Type, data: Data, meta: CommandMeta): Asked<Type, Data> => ({
  type,
  data,
  meta,
  as: (actor) => asked(type, data, { ...meta, actor }),
  at: (now) => asked(type, data, { ...meta, now }),
});

/** Two hours into the story, unless asked otherwise. */
const metaOf = (actor: Actor): CommandMeta => ({
  tenant: 'default',
  actor,
  onBehalfOf: null,
  correlationId: '00000000-0000-4000-8000-00000000c0de',
  causationId: null,
  origin: 'live',
  now: at(120),
  idempotency: null,
});

/** By default asked by the actor who may, with data that are accepted. */
const named =
  <Type extends string>(type: Type) =>
  <Data extends object>(actor: Actor, defaults: Data) =>
  (data: Partial<Data> = {}): Asked<Type, Data> =>
    asked(type, { ...defaults, ...data }, metaOf(actor));

const { 'priority-matrix': matrix, taxonomy, reopen: reopenPolicy, hold: holdPolicy, backdating } = defaultPolicies;

type Matrix = { readonly matrix: Versioned<PriorityMatrix> };
type ByTaxonomy = { readonly taxonomy: Versioned<Taxonomy> };

const category: Categorization = { category: 'network', subcategory: 'dns', service: 'payments', configurationItem: null };
const priority: Prioritization = { impact: 2, urgency: 1 };
export const classification: Categorization & Prioritization = { ...category, ...priority };

const { openedBy: _openedBy, openedAtInferred: _inferred, ...loggedData } = incident.logged().data;
export const log = named('LogIncident')<Omit<Events.IncidentLogged['data'], 'openedBy' | 'openedAtInferred'>>(desk, loggedData);

export const categorize = named('CategorizeIncident')<Categorization & ByTaxonomy>(desk, { ...category, taxonomy });
export const prioritize = named('PrioritizeIncident')<Prioritization & Matrix>(desk, { ...priority, matrix });
export const triage = named('TriageIncident')<Categorization & Prioritization & ByTaxonomy & Matrix>(desk, { ...classification, taxonomy, matrix });
export const override = named('OverridePriority')<Events.IncidentPriorityOverridden['data']>(incidentManager, incident.priorityOverridden().data);

type Assignment = Pick<Events.IncidentAssigned['data'], 'group' | 'assignee' | 'reason'>;
const { group, assignee: person, reason } = incident.assigned().data;
export const assign = named('AssignIncident')<Assignment>(desk, { group, assignee: person, reason });

export const start = named('StartWork')<Record<string, never>>(assignee, {});

type Holding = Omit<Events.IncidentPutOnHold['data'], 'policyVersion' | 'followUpAt'> & { readonly followUpAt: Instant; readonly policy: Versioned<HoldPolicy> };
const holding: Holding = { reason: 'vendor', followUpAt: at(24 * 60), comment: null, linkedId: 'CASE-77', policy: holdPolicy };
export const hold = named('PutIncidentOnHold')<Holding>(assignee, holding);
export const holdForCaller = (data: Partial<Holding> = {}): ReturnType<typeof hold> => hold({ reason: 'caller', comment: 'Which browser?', linkedId: null, ...data });

type Resuming = { readonly reason: 'work' | 'caller-replied' | 'linked-done' | 'follow-up'; readonly dueAt: Instant | null };
export const resume = named('ResumeWork')<Resuming>(assignee, { reason: 'work', dueAt: null });

type Resolving = Omit<Events.IncidentResolved['data'], 'cycle' | 'resolvedBy' | 'inferred' | 'restoredAt'> & {
  readonly restoredAt: Instant;
  readonly classification: (Categorization & Prioritization) | null;
};
const { resolutionCode, causeCode, notes, workaround } = incident.resolved().data;
const resolving: Resolving = { resolutionCode, causeCode, notes, workaround, restoredAt: at(5), classification: null };
export const resolve = named('ResolveIncident')<Resolving & ByTaxonomy & Matrix>(assignee, { ...resolving, taxonomy, matrix });

type Reopening = Pick<Events.IncidentReopened['data'], 'reason' | 'impact' | 'relapsedAt'> & { readonly policy: Versioned<ReopenPolicy> };
const { reason: reopenReason, impact, relapsedAt } = incident.reopened().data;
export const reopen = named('ReopenIncident')<Reopening>(caller, { reason: reopenReason, impact, relapsedAt, policy: reopenPolicy });

type Closing = { readonly by: 'confirmation' | 'timer'; readonly dueAt: Instant | null; readonly policyVersion: number | null };
export const close = named('CloseIncident')<Closing>(caller, { by: 'confirmation', dueAt: null, policyVersion: null });
export const cancel = named('CancelIncident')<Events.IncidentCancelled['data']>(desk, incident.cancelled().data);

type Milestone = Pick<Events.IncidentMilestoneRecorded['data'], 'kind' | 'at' | 'reason'> & { readonly policy: Versioned<BackdatingPolicy> };
export const record = named('RecordMilestone')<Milestone>(resolver, { kind: 'mitigated', at: at(110), reason: null, policy: backdating });

type Correction = Omit<Events.IncidentTimeCorrected['data'], 'was'>;
const { which, at: corrected, reason: why } = incident.timeCorrected().data;
export const correct = named('CorrectTime')<Correction>(incidentManager, { which, at: corrected, reason: why });

export const note = named('AddNote')<Events.IncidentNoteAdded['data']>(caller, incident.noteAdded().data);

type IncidentLink = Events.IncidentLinkedToIncident['data'] & { readonly self: string };
export const linkOther = named('LinkIncident')<IncidentLink>(resolver, { self: 'this', ...incident.linkedToIncident().data });
export const unlinkOther = named('UnlinkIncident')<Events.IncidentUnlinkedFromIncident['data']>(resolver, incident.unlinkedFromIncident().data);
export const linkToChange = named('LinkChange')<Events.IncidentLinkedToChange['data']>(resolver, incident.linkedToChange().data);
export const unlinkFromChange = named('UnlinkChange')<Events.IncidentUnlinkedFromChange['data']>(resolver, incident.unlinkedFromChange().data);
export const linkToProblem = named('LinkProblem')<Events.IncidentLinkedToProblem['data']>(resolver, incident.linkedToProblem().data);
export const unlinkFromProblem = named('UnlinkProblem')<Events.IncidentUnlinkedFromProblem['data']>(resolver, incident.unlinkedFromProblem().data);
