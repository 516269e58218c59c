import type { DomainEvent, EventTypes, Instant } from '@firebreak/event-sourcing';
import type {
  CancelReason,
  ChangeRelation,
  Channel,
  CorrectableTime,
  HoldReason,
  Impact,
  IncidentRelation,
  MilestoneKind,
  Priority,
  ReopenImpact,
  ResolutionCode,
  Urgency,
  Visibility,
} from './vocabulary';

// Latest versions only. The names are the storage format: renaming one is a new version with an upcaster.

export type IncidentLogged = DomainEvent<
  'IncidentLogged',
  {
    readonly number: string;
    readonly title: string;
    readonly description: string | null;
    readonly source: string;
    readonly channel: Channel;
    readonly openedAt: Instant;
    /** The source did not say when: durations from it are left out and counted. */
    readonly openedAtInferred: boolean;
    readonly openedBy: string;
    readonly caller: string | null;
    readonly alertId: string | null;
    readonly service: string | null;
    readonly configurationItem: string | null;
    readonly impactStartedAt: Instant | null;
    readonly detectedAt: Instant | null;
    readonly fingerprint: string | null;
    readonly externalId: string | null;
    readonly visibility: Visibility;
    /** Stream id of the incident that this late reopen continues. */
    readonly reopens: string | null;
  }
>;

export type IncidentCategorized = DomainEvent<
  'IncidentCategorized',
  {
    readonly category: string | null;
    readonly subcategory: string | null;
    readonly service: string | null;
    readonly configurationItem: string | null;
    readonly taxonomyVersion: number | null;
    /** Taken after the resolution: the state stays. */
    readonly late: boolean;
  }
>;

export type IncidentPrioritized = DomainEvent<
  'IncidentPrioritized',
  {
    readonly impact: Impact | null;
    readonly urgency: Urgency | null;
    readonly priority: Priority | null;
    readonly matrixVersion: number | null;
    /** What the source system says, in its own words; it overrides nothing. */
    readonly source: { readonly priority: string | null; readonly impact: string | null; readonly urgency: string | null };
    readonly late: boolean;
  }
>;

export type IncidentTriaged = DomainEvent<'IncidentTriaged', { readonly inferred: boolean }>;

export type IncidentPriorityOverridden = DomainEvent<'IncidentPriorityOverridden', { readonly priority: Priority; readonly reason: string }>;

export type IncidentAssigned = DomainEvent<
  'IncidentAssigned',
  {
    readonly group: string | null;
    readonly assignee: string | null;
    readonly reason: string | null;
    /** Made with the log: no change of group. */
    readonly initial: boolean;
    readonly inferred: boolean;
    readonly late: boolean;
  }
>;

export type IncidentWorkStarted = DomainEvent<
  'IncidentWorkStarted',
  { readonly startedBy: string; readonly human: boolean; readonly inferred: boolean }
>;

export type IncidentPutOnHold = DomainEvent<
  'IncidentPutOnHold',
  {
    readonly reason: HoldReason;
    readonly followUpAt: Instant | null;
    readonly comment: string | null;
    readonly linkedId: string | null;
    readonly policyVersion: number | null;
  }
>;

export type IncidentResumed = DomainEvent<
  'IncidentResumed',
  { readonly reason: 'work' | 'caller-replied' | 'linked-done' | 'follow-up' | 'imported'; readonly dueAt: Instant | null; readonly inferred: boolean }
>;

export type IncidentMilestoneRecorded = DomainEvent<
  'IncidentMilestoneRecorded',
  { readonly kind: MilestoneKind; readonly at: Instant; readonly reason: string | null; readonly backdated: boolean }
>;

export type IncidentTimeCorrected = DomainEvent<
  'IncidentTimeCorrected',
  { readonly which: CorrectableTime; readonly at: Instant; readonly was: Instant | null; readonly reason: string }
>;

export type IncidentResolved = DomainEvent<
  'IncidentResolved',
  {
    readonly cycle: number;
    readonly resolutionCode: ResolutionCode;
    readonly causeCode: string;
    readonly notes: string;
    readonly restoredAt: Instant | null;
    readonly workaround: string | null;
    readonly resolvedBy: string;
    readonly inferred: boolean;
  }
>;

export type IncidentReopened = DomainEvent<
  'IncidentReopened',
  {
    /** The cycle that begins. */
    readonly cycle: number;
    readonly reason: string;
    readonly impact: ReopenImpact;
    readonly relapsedAt: Instant | null;
    readonly policyVersion: number | null;
  }
>;

export type IncidentClosed = DomainEvent<
  'IncidentClosed',
  {
    readonly cycle: number;
    readonly by: 'confirmation' | 'timer' | 'import';
    readonly dueAt: Instant | null;
    readonly policyVersion: number | null;
    /** Closed again while closed: the latest counts, nothing was reopened. */
    readonly repeated: boolean;
  }
>;

export type IncidentCancelled = DomainEvent<
  'IncidentCancelled',
  { readonly reason: CancelReason; readonly note: string; readonly reroutedTo: string | null; readonly callerTold: boolean }
>;

export type IncidentNoteAdded = DomainEvent<'IncidentNoteAdded', { readonly text: string; readonly audience: 'public' | 'private' }>;

export type IncidentLinkedToIncident = DomainEvent<'IncidentLinkedToIncident', { readonly incident: string; readonly relation: IncidentRelation }>;
export type IncidentUnlinkedFromIncident = DomainEvent<'IncidentUnlinkedFromIncident', { readonly incident: string; readonly reason: string }>;
export type IncidentLinkedToChange = DomainEvent<
  'IncidentLinkedToChange',
  { readonly change: string; readonly relation: ChangeRelation; readonly url: string | null; readonly confidence: 'low' | 'medium' | 'high' | null }
>;
export type IncidentUnlinkedFromChange = DomainEvent<'IncidentUnlinkedFromChange', { readonly change: string; readonly reason: string }>;
export type IncidentLinkedToProblem = DomainEvent<'IncidentLinkedToProblem', { readonly problem: string; readonly url: string | null }>;
export type IncidentUnlinkedFromProblem = DomainEvent<'IncidentUnlinkedFromProblem', { readonly problem: string; readonly reason: string }>;

/** Something the source recorded that changes nothing here. */
export type IncidentSourceActivityRecorded = DomainEvent<'IncidentSourceActivityRecorded', { readonly activity: string }>;

export type IncidentEvent =
  | IncidentLogged
  | IncidentCategorized
  | IncidentPrioritized
  | IncidentTriaged
  | IncidentPriorityOverridden
  | IncidentAssigned
  | IncidentWorkStarted
  | IncidentPutOnHold
  | IncidentResumed
  | IncidentMilestoneRecorded
  | IncidentTimeCorrected
  | IncidentResolved
  | IncidentReopened
  | IncidentClosed
  | IncidentCancelled
  | IncidentNoteAdded
  | IncidentLinkedToIncident
  | IncidentUnlinkedFromIncident
  | IncidentLinkedToChange
  | IncidentUnlinkedFromChange
  | IncidentLinkedToProblem
  | IncidentUnlinkedFromProblem
  | IncidentSourceActivityRecorded;

/** Personal fields of each type; subject ids are no names and stay. */
export const incidentEventTypes: EventTypes = {
  IncidentLogged: { personal: ['title', 'description'] },
  IncidentCategorized: { personal: [] },
  IncidentPrioritized: { personal: [] },
  IncidentTriaged: { personal: [] },
  IncidentPriorityOverridden: { personal: ['reason'] },
  IncidentAssigned: { personal: ['reason'] },
  IncidentWorkStarted: { personal: [] },
  IncidentPutOnHold: { personal: ['comment'] },
  IncidentResumed: { personal: [] },
  IncidentMilestoneRecorded: { personal: ['reason'] },
  IncidentTimeCorrected: { personal: ['reason'] },
  IncidentResolved: { personal: ['notes', 'workaround'] },
  IncidentReopened: { personal: ['reason'] },
  IncidentClosed: { personal: [] },
  IncidentCancelled: { personal: ['note'] },
  IncidentNoteAdded: { personal: ['text'] },
  IncidentLinkedToIncident: { personal: [] },
  IncidentUnlinkedFromIncident: { personal: ['reason'] },
  IncidentLinkedToChange: { personal: [] },
  IncidentUnlinkedFromChange: { personal: ['reason'] },
  IncidentLinkedToProblem: { personal: [] },
  IncidentUnlinkedFromProblem: { personal: ['reason'] },
  IncidentSourceActivityRecorded: { personal: [] },
} satisfies Record<IncidentEvent['type'], { personal: string[] }>;
