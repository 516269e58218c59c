import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import type * as Events from '../domain/incident-events';
import { assignee, caller, desk, network } from './incident-actors';

/** An event, and when it happened where that matters. */
export type Told<E extends Events.IncidentEvent = Events.IncidentEvent> = E & { readonly occurredAt?: Instant };
type Builder<E extends Events.IncidentEvent> = (data?: Partial<E['data']>, occurredAt?: Instant) => Told<E>;

const minute = 60_000;

/** Minutes after the start of every story, a Monday at 08:00 UTC. Its events are a minute apart unless they say when. */
export const at = (minutes: number): Instant => plusMillis('2026-03-02T08:00:00.000Z', minutes * minute);

const builder =
  <E extends Events.IncidentEvent>(type: E['type'], defaults: E['data']): Builder<E> =>
  (data = {}, occurredAt) =>
    ({ type, data: { ...defaults, ...data }, ...(occurredAt === undefined ? {} : { occurredAt }) }) as unknown as Told<E>;

export const logged = builder<Events.IncidentLogged>('IncidentLogged', {
  number: 'INC-1',
  title: 'Payments are declined',
  description: null,
  source: 'portal',
  channel: 'portal',
  openedAt: at(0),
  openedAtInferred: false,
  openedBy: desk.id,
  caller: caller.id,
  alertId: null,
  service: null,
  configurationItem: null,
  impactStartedAt: null,
  detectedAt: null,
  fingerprint: null,
  externalId: null,
  visibility: 'normal',
  reopens: null,
});

export const categorized = builder<Events.IncidentCategorized>('IncidentCategorized', {
  category: 'network',
  subcategory: 'dns',
  service: 'payments',
  configurationItem: null,
  taxonomyVersion: 0,
  late: false,
});

export const prioritized = builder<Events.IncidentPrioritized>('IncidentPrioritized', {
  impact: 2,
  urgency: 1,
  priority: 'P2',
  matrixVersion: 0,
  source: { priority: null, impact: null, urgency: null },
  late: false,
});

export const triaged = builder<Events.IncidentTriaged>('IncidentTriaged', { inferred: false });

export const priorityOverridden = builder<Events.IncidentPriorityOverridden>('IncidentPriorityOverridden', { priority: 'P1', reason: 'the board is watching' });

export const assigned = builder<Events.IncidentAssigned>('IncidentAssigned', {
  group: network,
  assignee: assignee.id,
  reason: null,
  initial: false,
  inferred: false,
  late: false,
});

export const workStarted = builder<Events.IncidentWorkStarted>('IncidentWorkStarted', { startedBy: assignee.id, human: true, inferred: false });

export const putOnHold = builder<Events.IncidentPutOnHold>('IncidentPutOnHold', {
  reason: 'vendor',
  followUpAt: at(24 * 60),
  comment: null,
  linkedId: 'CASE-77',
  policyVersion: 0,
});

export const resumed = builder<Events.IncidentResumed>('IncidentResumed', { reason: 'work', dueAt: null, inferred: false });

export const milestoneRecorded = builder<Events.IncidentMilestoneRecorded>('IncidentMilestoneRecorded', {
  kind: 'mitigated',
  at: at(110),
  reason: null,
  backdated: false,
});

export const timeCorrected = builder<Events.IncidentTimeCorrected>('IncidentTimeCorrected', {
  which: 'opened',
  at: at(-30),
  was: at(0),
  reason: 'the mail came in earlier',
});

export const resolved = builder<Events.IncidentResolved>('IncidentResolved', {
  cycle: 1,
  resolutionCode: 'fix',
  causeCode: 'configuration',
  notes: 'The zone file was put right',
  restoredAt: at(5),
  workaround: null,
  resolvedBy: assignee.id,
  inferred: false,
});

export const reopened = builder<Events.IncidentReopened>('IncidentReopened', {
  cycle: 2,
  reason: 'still declined',
  impact: 'never-restored',
  relapsedAt: null,
  policyVersion: 0,
});

export const closed = builder<Events.IncidentClosed>('IncidentClosed', { cycle: 1, by: 'confirmation', dueAt: null, policyVersion: null, repeated: false });

export const cancelled = builder<Events.IncidentCancelled>('IncidentCancelled', {
  reason: 'false-alarm',
  note: 'a test of the probe',
  reroutedTo: null,
  callerTold: false,
});

export const noteAdded = builder<Events.IncidentNoteAdded>('IncidentNoteAdded', { text: 'We look into it', audience: 'public' });

export const linkedToIncident = builder<Events.IncidentLinkedToIncident>('IncidentLinkedToIncident', { incident: 'other', relation: 'related' });
export const unlinkedFromIncident = builder<Events.IncidentUnlinkedFromIncident>('IncidentUnlinkedFromIncident', { incident: 'other', reason: 'mistaken' });
export const linkedToChange = builder<Events.IncidentLinkedToChange>('IncidentLinkedToChange', {
  change: 'CHG-4',
  relation: 'caused-by',
  url: null,
  confidence: 'high',
});
export const unlinkedFromChange = builder<Events.IncidentUnlinkedFromChange>('IncidentUnlinkedFromChange', { change: 'CHG-4', reason: 'mistaken' });
export const linkedToProblem = builder<Events.IncidentLinkedToProblem>('IncidentLinkedToProblem', { problem: 'PRB-9', url: null });
export const unlinkedFromProblem = builder<Events.IncidentUnlinkedFromProblem>('IncidentUnlinkedFromProblem', { problem: 'PRB-9', reason: 'mistaken' });

export const sourceActivityRecorded = builder<Events.IncidentSourceActivityRecorded>('IncidentSourceActivityRecorded', { activity: 'Quality indicator set' });
