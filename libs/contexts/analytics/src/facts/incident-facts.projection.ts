import { CodedError, type CollectionSpec, type Instant, type ProjectedEvent, type StreamProjection } from '@firebreak/event-sourcing';
import type { IncidentContract } from '@firebreak/contracts';
import type { CorrectedTime, IncidentFact } from '../domain/incident-fact';
import { incidentIdOf } from '../domain/slots';
import { assign, linkProblem, unlinkProblem, withDimensions } from './fold-attributes';
import { correctRestore, correctResumption, restore, resumeImpact } from './fold-impairments';
import { advance, cancel, close, correctOpening, correctResolve, putOnHold, reopen, resolve, resume } from './fold-lifecycle';
import { markDirty } from './mark-dirty';

// Source: topic firebreak.incident.v1. Document: one incident, id = stream. Eventually consistent with its stream; figures
// follow by the dirty keys. Rebuild: firebreak rebuild

export const factCollection: CollectionSpec = {
  name: 'incident_facts_v1',
  indexes: [{ fields: ['slots'], multi: true }, { fields: ['dirtyFrom'] }, { fields: ['tenant', 'opened'] }, { fields: ['tenant', 'status'] }],
};

type Logged = Extract<IncidentContract, { type: 'IncidentLogged' }>['data'];
type Milestone = Extract<IncidentContract, { type: 'IncidentMilestoneRecorded' }>['data']['kind'];

const logged = (event: ProjectedEvent, data: Logged): IncidentFact => ({
  rev: event.revision,
  tenant: event.tenant,
  number: data.number,
  externalId: data.externalId,
  origin: event.origin,
  visibility: data.visibility === 'restricted' ? 'restricted' : 'normal',
  status: 'New',
  resumeTo: 'New',
  opened: data.openedAt,
  openedInferred: data.openedAtInferred,
  impactStarted: data.impactStartedAt,
  detected: data.detectedAt,
  acknowledged: null,
  mitigated: null,
  closed: null,
  lastClosed: null,
  cancelled: null,
  cycles: [{ started: data.openedAt, resolved: null }],
  impairments: [{ cycle: 0, started: null, restored: null }],
  holds: [],
  dims: {
    service: data.service,
    priority: null,
    category: null,
    group: null,
    impact: null,
    urgency: null,
    source: data.source,
    sourcePriority: null,
    sourceImpact: null,
    sourceUrgency: null,
  },
  subcategory: null,
  assignee: null,
  openedBy: data.openedBy,
  caller: data.caller,
  configurationItem: data.configurationItem,
  causeCode: null,
  fingerprint: data.fingerprint,
  problems: [],
  reopens: data.reopens === null ? null : incidentIdOf(data.reopens),
  reassignments: 0,
  groupChanges: 0,
  corrected: [],
  slots: [],
  dirty: [],
  dirtyFrom: null,
});

const level = (value: number | null): string | null => (value === null ? null : String(value));

const setMilestone = (fact: IncidentFact, kind: Milestone, at: Instant): IncidentFact => {
  switch (kind) {
    case 'impact-started':
      return { ...fact, impactStarted: at };
    case 'detected':
      return { ...fact, detected: at };
    case 'acknowledged':
      return { ...fact, acknowledged: at };
    case 'mitigated':
      return { ...fact, mitigated: at };
    case 'restored':
      return { ...fact, impairments: restore(fact, at) };
    case 'impact-resumed':
      return { ...fact, impairments: resumeImpact(fact, at) };
  }
};

const setCorrected = (fact: IncidentFact, which: CorrectedTime, at: Instant): IncidentFact => {
  switch (which) {
    case 'opened':
      return correctOpening(fact, at);
    case 'resolved':
      return correctResolve(fact, at);
    case 'restored':
      return { ...fact, impairments: correctRestore(fact, at) };
    case 'impact-resumed':
      return { ...fact, impairments: correctResumption(fact, at) };
    default:
      return setMilestone(fact, which, at);
  }
};

const correct = (fact: IncidentFact, which: CorrectedTime, at: Instant): IncidentFact => {
  const corrected = fact.corrected.includes(which) ? fact.corrected : [...fact.corrected, which];
  return { ...setCorrected(fact, which, at), corrected };
};

const fold = (fact: IncidentFact, event: IncidentContract, at: Instant): IncidentFact => {
  switch (event.type) {
    case 'IncidentCategorized': {
      const { service, category, subcategory, configurationItem } = event.data;
      return { ...withDimensions(fact, { service, category }), subcategory, configurationItem };
    }
    case 'IncidentPrioritized': {
      const { priority, impact, urgency, source } = event.data;
      const ours = { priority, impact: level(impact), urgency: level(urgency) };
      return withDimensions(fact, { ...ours, sourcePriority: source.priority, sourceImpact: source.impact, sourceUrgency: source.urgency });
    }
    case 'IncidentPriorityOverridden':
      return withDimensions(fact, { priority: event.data.priority });
    case 'IncidentTriaged':
      return advance(fact, 'New', 'Triaged');
    case 'IncidentAssigned':
      return assign(advance(fact, 'Triaged', 'Assigned'), event.data);
    case 'IncidentWorkStarted': {
      const started = advance(fact, 'Assigned', 'InProgress');
      const counts = fact.acknowledged === null && event.data.human && !event.data.inferred;
      return counts ? { ...started, acknowledged: at } : started;
    }
    case 'IncidentPutOnHold':
      return putOnHold(fact, at);
    case 'IncidentResumed':
      return resume(fact, at);
    case 'IncidentMilestoneRecorded':
      return setMilestone(fact, event.data.kind, event.data.at);
    case 'IncidentTimeCorrected':
      return correct(fact, event.data.which, event.data.at);
    case 'IncidentResolved':
      return resolve(fact, at, event.data.causeCode, event.data.restoredAt);
    case 'IncidentReopened':
      return reopen(fact, at, event.data.impact, event.data.relapsedAt);
    case 'IncidentClosed':
      return close(fact, at);
    case 'IncidentCancelled':
      return cancel(fact, at);
    case 'IncidentLinkedToProblem':
      return linkProblem(fact, event.data.problem);
    case 'IncidentUnlinkedFromProblem':
      return unlinkProblem(fact, event.data.problem);
    case 'IncidentLogged':
    case 'IncidentLinkedToChange':
    case 'IncidentActivityRecorded':
      return fact;
  }
};

export const incidentFacts: StreamProjection<IncidentFact> = {
  name: 'incident-facts',
  categories: ['incident'],
  collection: factCollection,
  evolve: (fact, event) => {
    const contract = event as unknown as IncidentContract;
    if (fact !== null) return markDirty(fact, fold(fact, contract, event.occurredAt));
    if (contract.type !== 'IncidentLogged') throw new CodedError('malformed-event', { stream: event.stream, revision: event.revision });
    return markDirty(null, logged(event, contract.data));
  },
};
