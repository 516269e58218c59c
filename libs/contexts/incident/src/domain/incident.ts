import { streamName as streamNameOf, type Aggregate, type EvolvedEvent, type Instant } from '@firebreak/event-sourcing';
import type { IncidentCancelled, IncidentEvent, IncidentLinkedToChange, IncidentLinkedToIncident, IncidentLogged, IncidentResolved, IncidentResumed } from './incident-events';
import { linkedToProblem, unlinkedFromProblem, without, type ProblemLinks } from './links';
import { milestoneKinds, type HoldReason, type Impact, type MilestoneKind, type OpenStatus } from './vocabulary';
import type { Priority, ReopenImpact, Urgency, Visibility } from './vocabulary';

export const category = 'incident';
export const streamName = (tenant: string, id: string): string => streamNameOf(category, tenant, id);

/** What every existing incident has, in every state. */
export interface Facts extends ProblemLinks {
  readonly number: string;
  readonly openedAt: Instant;
  readonly openedBy: string;
  readonly caller: string | null;
  readonly visibility: Visibility;
  readonly category: string | null;
  readonly subcategory: string | null;
  readonly service: string | null;
  readonly configurationItem: string | null;
  readonly impact: Impact | null;
  readonly urgency: Urgency | null;
  readonly priority: Priority | null;
  readonly overridden: boolean;
  readonly source: { readonly priority: string | null; readonly impact: string | null; readonly urgency: string | null };
  readonly group: string | null;
  readonly assignee: string | null;
  readonly milestones: Readonly<Record<MilestoneKind, Instant | null>>;
  readonly cycle: number;
  readonly everStarted: boolean;
  readonly lastResolution: Resolution | null;
  readonly lastReopen: { readonly reason: string; readonly impact: ReopenImpact; readonly relapsedAt: Instant | null } | null;
  readonly lastResume: Omit<IncidentResumed['data'], 'inferred'> | null;
  readonly incidents: readonly IncidentLinkedToIncident['data'][];
  readonly changes: readonly IncidentLinkedToChange['data'][];
  /** The chained digest of each step of its case so far; null for an incident that was logged here. */
  readonly imported: readonly string[] | null;
  readonly liveSinceImport: boolean;
}

export interface Resolution extends Omit<IncidentResolved['data'], 'cycle' | 'inferred'> {
  readonly at: Instant;
}

export interface Hold {
  readonly reason: HoldReason;
  readonly since: Instant;
  readonly followUpAt: Instant | null;
  readonly comment: string | null;
  readonly linkedId: string | null;
  readonly resumeTo: OpenStatus;
}

export type Absent = { readonly status: 'Absent' };
export type OpenIncident = Facts & { readonly status: OpenStatus };
export type IncidentOnHold = Facts & { readonly status: 'OnHold'; readonly hold: Hold };
export type ResolvedIncident = Facts & { readonly status: 'Resolved'; readonly resolution: Resolution };
export type ClosedIncident = Facts & { readonly status: 'Closed'; readonly resolution: Resolution; readonly closedAt: Instant };
export type CancelledIncident = Facts & { readonly status: 'Cancelled'; readonly cancellation: IncidentCancelled['data'] };
export type KnownIncident = OpenIncident | IncidentOnHold | ResolvedIncident | ClosedIncident | CancelledIncident;
export type Incident = Absent | KnownIncident;

export const initialState: Incident = { status: 'Absent' };

const noMilestones = Object.fromEntries(milestoneKinds.map((kind) => [kind, null])) as Record<MilestoneKind, null>;

const logged = ({ data }: EvolvedEvent<IncidentLogged>): OpenIncident => ({
  status: 'New',
  number: data.number,
  openedAt: data.openedAt,
  openedBy: data.openedBy,
  caller: data.caller,
  visibility: data.visibility,
  category: null,
  subcategory: null,
  service: data.service,
  configurationItem: data.configurationItem,
  impact: null,
  urgency: null,
  priority: null,
  overridden: false,
  source: { priority: null, impact: null, urgency: null },
  group: null,
  assignee: null,
  milestones: { ...noMilestones, 'impact-started': data.impactStartedAt, detected: data.detectedAt },
  cycle: 1,
  everStarted: false,
  lastResolution: null,
  lastReopen: null,
  lastResume: null,
  incidents: data.reopens === null ? [] : [{ incident: data.reopens, relation: 'reopens' }],
  changes: [],
  problems: [],
  problemUrls: [],
  imported: null,
  liveSinceImport: false,
});

const advance = (incident: KnownIncident, from: OpenStatus, to: OpenStatus): KnownIncident => {
  if (incident.status === from) return { ...incident, status: to };
  if (incident.status === 'OnHold' && incident.hold.resumeTo === from) return { ...incident, hold: { ...incident.hold, resumeTo: to } };
  return incident;
};

/** Without what only one state has. */
type AnyState = Facts & { readonly hold?: Hold; readonly resolution?: Resolution; readonly closedAt?: Instant };
const factsOf = ({ hold: _hold, resolution: _resolution, closedAt: _closedAt, ...facts }: AnyState): Facts => facts;

const heldFrom = (incident: KnownIncident): OpenStatus => {
  if (incident.status === 'OnHold') return incident.hold.resumeTo;
  return incident.status === 'New' || incident.status === 'Triaged' || incident.status === 'Assigned' ? incident.status : 'InProgress';
};

const evolveKnown = (incident: KnownIncident, e: EvolvedEvent<Exclude<IncidentEvent, IncidentLogged>>): KnownIncident => {
  switch (e.type) {
    case 'IncidentCategorized': {
      const { category: named, subcategory, service, configurationItem } = e.data;
      return { ...incident, category: named, subcategory, service, configurationItem };
    }
    case 'IncidentPrioritized': {
      const { impact, urgency, priority, source } = e.data;
      return { ...incident, impact, urgency, priority, source, overridden: false };
    }
    case 'IncidentTriaged':
      return advance(incident, 'New', 'Triaged');
    case 'IncidentPriorityOverridden':
      return { ...incident, priority: e.data.priority, overridden: true };
    case 'IncidentAssigned':
      return { ...advance(incident, 'Triaged', 'Assigned'), group: e.data.group, assignee: e.data.assignee };
    case 'IncidentWorkStarted': {
      const acknowledged = incident.milestones.acknowledged ?? (e.data.human && !e.data.inferred ? e.occurredAt : null);
      const started = { ...incident, everStarted: true, milestones: { ...incident.milestones, acknowledged } };
      return advance(started, 'Assigned', 'InProgress');
    }
    case 'IncidentPutOnHold': {
      const { policyVersion: _version, ...content } = e.data;
      return { ...incident, status: 'OnHold', hold: { ...content, since: e.occurredAt, resumeTo: heldFrom(incident) } };
    }
    case 'IncidentResumed':
      return { ...factsOf(incident), status: heldFrom(incident), lastResume: { reason: e.data.reason, dueAt: e.data.dueAt } };
    case 'IncidentMilestoneRecorded':
      return { ...incident, milestones: { ...incident.milestones, [e.data.kind]: e.data.at } };
    case 'IncidentTimeCorrected':
      return corrected(incident, e.data.which, e.data.at);
    case 'IncidentResolved': {
      const { cycle: _cycle, inferred: _inferred, ...content } = e.data;
      const resolution = { ...content, at: e.occurredAt };
      const restored = e.data.restoredAt ?? incident.milestones.restored;
      return { ...factsOf(incident), status: 'Resolved', resolution, lastResolution: resolution, milestones: { ...incident.milestones, restored } };
    }
    case 'IncidentReopened': {
      const { reason, impact, relapsedAt, cycle } = e.data;
      const milestones = impact === 'none' ? incident.milestones : { ...incident.milestones, restored: null };
      return { ...factsOf(incident), status: 'InProgress', everStarted: true, cycle, milestones, lastReopen: { reason, impact, relapsedAt } };
    }
    case 'IncidentClosed':
      return { ...factsOf(incident), status: 'Closed', closedAt: e.occurredAt, resolution: incident.lastResolution! };
    case 'IncidentCancelled':
      return { ...factsOf(incident), status: 'Cancelled', cancellation: e.data };
    case 'IncidentLinkedToIncident':
      return { ...incident, incidents: without(incident.incidents, (each) => each.incident === e.data.incident).concat(e.data) };
    case 'IncidentUnlinkedFromIncident':
      return { ...incident, incidents: without(incident.incidents, (each) => each.incident === e.data.incident) };
    case 'IncidentLinkedToChange':
      return { ...incident, changes: without(incident.changes, ({ change }) => change === e.data.change).concat(e.data) };
    case 'IncidentUnlinkedFromChange':
      return { ...incident, changes: without(incident.changes, ({ change }) => change === e.data.change) };
    case 'IncidentLinkedToProblem':
      return { ...incident, ...linkedToProblem(incident, e.data) };
    case 'IncidentUnlinkedFromProblem':
      return { ...incident, ...unlinkedFromProblem(incident, e.data.problem) };
    case 'IncidentNoteAdded':
    case 'IncidentSourceActivityRecorded':
      return incident;
  }
};

const corrected = (incident: KnownIncident, which: string, at: Instant): KnownIncident => {
  if (which === 'opened') return { ...incident, openedAt: at };
  if (which !== 'resolved') return { ...incident, milestones: { ...incident.milestones, [which]: at } };
  if (!incident.lastResolution) return incident;
  const resolution = { ...incident.lastResolution, at };
  const lasts = incident.status === 'Resolved' || incident.status === 'Closed';
  return lasts ? { ...incident, lastResolution: resolution, resolution } : { ...incident, lastResolution: resolution };
};

const traced = (incident: KnownIncident, e: EvolvedEvent<IncidentEvent>): KnownIncident => {
  if (e.origin === 'live') return incident.imported && !incident.liveSinceImport ? { ...incident, liveSinceImport: true } : incident;
  const imported = incident.imported ?? [];
  return e.provenance && e.provenance.step > imported.length ? { ...incident, imported: [...imported, e.provenance.digest] } : incident;
};

export const evolve = (incident: Incident, e: EvolvedEvent<IncidentEvent>): Incident => {
  if (e.type === 'IncidentLogged') return traced(logged(e), e);
  return incident.status === 'Absent' ? incident : traced(evolveKnown(incident, e), e);
};

export const incidentAggregate: Aggregate<Incident, IncidentEvent> = { initialState, evolve };
