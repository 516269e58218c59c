import { streamParts, type DomainEvent, type Instant, type Origin, type ProjectedEvent } from '@firebreak/event-sourcing';

/** A public event of an incident with the time it happened. */
export type Step = DomainEvent & { readonly occurredAt: Instant };

type Data = Readonly<Record<string, unknown>>;

const step = (type: string, defaults: Data) => (at: Instant, data: Data = {}): Step => ({ type, occurredAt: at, data: { ...defaults, ...data } });

/** Opened when it was logged, unless the data say otherwise. */
export const logged = (at: Instant, data: Data = {}): Step =>
  step('IncidentLogged', {
    number: 'INC-1',
    source: 'firebreak',
    channel: 'phone',
    openedAt: at,
    openedAtInferred: false,
    openedBy: 'ann',
    caller: 'carl',
    alertId: null,
    service: null,
    configurationItem: null,
    impactStartedAt: null,
    detectedAt: null,
    fingerprint: null,
    externalId: null,
    visibility: 'normal',
    reopens: null,
  })(at, data);

export const categorized = step('IncidentCategorized', {
  category: null,
  subcategory: null,
  service: null,
  configurationItem: null,
  taxonomyVersion: null,
  late: false,
});
export const prioritized = step('IncidentPrioritized', {
  impact: null,
  urgency: null,
  priority: null,
  matrixVersion: null,
  source: { priority: null, impact: null, urgency: null },
  late: false,
});
export const triaged = step('IncidentTriaged', { inferred: false });
export const overridden = step('IncidentPriorityOverridden', { priority: 'P1' });
export const assigned = step('IncidentAssigned', { group: 'network', assignee: null, initial: false, inferred: false, late: false });
export const workStarted = step('IncidentWorkStarted', { startedBy: 'bob', human: true, inferred: false });
export const putOnHold = step('IncidentPutOnHold', { reason: 'caller', followUpAt: null, linkedId: null, policyVersion: null });
export const resumed = step('IncidentResumed', { reason: 'work', dueAt: null, inferred: false });
export const milestone = step('IncidentMilestoneRecorded', { kind: 'detected', at: null, backdated: false });
export const corrected = step('IncidentTimeCorrected', { which: 'opened', at: null, was: null });
export const resolved = step('IncidentResolved', {
  cycle: 1,
  resolutionCode: 'fix',
  causeCode: 'unknown',
  restoredAt: null,
  resolvedBy: 'bob',
  inferred: false,
});
export const reopened = step('IncidentReopened', { cycle: 2, impact: 'none', relapsedAt: null, policyVersion: null });
export const closed = step('IncidentClosed', { cycle: 1, by: 'timer', dueAt: null, policyVersion: null, repeated: false });
export const cancelled = step('IncidentCancelled', { reason: 'false-alarm', reroutedTo: null, callerTold: true });
export const linkedToProblem = step('IncidentLinkedToProblem', { problem: 'PRB-1', url: null });
export const unlinkedFromProblem = step('IncidentUnlinkedFromProblem', { problem: 'PRB-1' });
export const activity = step('IncidentActivityRecorded', { kind: 'IncidentNoteAdded' });

/** The steps as the bus brings them. */
export const eventsOf = (stream: string, steps: readonly Step[], origin: Origin = 'live'): readonly ProjectedEvent[] =>
  steps.map((each, revision) => ({
    id: `${stream}@${revision}`,
    stream,
    tenant: streamParts(stream).tenant,
    revision,
    position: `${String(revision).padStart(8, '0')}@${stream}`,
    hash: `hash of ${stream}@${revision}`,
    type: each.type,
    data: each.data as Record<string, unknown>,
    actor: 'someone',
    origin,
    occurredAt: each.occurredAt,
    recordedAt: each.occurredAt,
  }));
