import { streamParts, type Instant, type ProjectedDocument, type ProjectedEvent, type StreamProjection } from '@firebreak/event-sourcing';

// Source: category incident of the event store. Document: one per incident, id = stream. Timers read it; a timer that
// comes late or twice meets the stream's revision. Rebuild: firebreak rebuild

export interface DueIncident extends ProjectedDocument {
  readonly id: string;
  readonly tenant: string;
  readonly cycle: number;
  readonly waiting: 'auto-close' | 'follow-up' | null;
  /** Auto-close: when it was resolved, as corrected. Follow-up: when it is due. */
  readonly at: Instant | null;
  /** An imported incident arms no timer before its first live event. */
  readonly armed: boolean;
}

const evolve = (before: DueIncident | null, event: ProjectedEvent): DueIncident => {
  const { stream, tenant, revision, type, data, occurredAt, origin } = event;
  const doc = before ?? { rev: revision, id: streamParts(stream).id, tenant, cycle: 1, waiting: null, at: null, armed: false };
  const live = { ...doc, armed: doc.armed || origin === 'live' };
  switch (type) {
    case 'IncidentResolved':
      return { ...live, waiting: 'auto-close', at: occurredAt };
    case 'IncidentTimeCorrected':
      return live.waiting === 'auto-close' && data['which'] === 'resolved' ? { ...live, at: data['at'] as Instant } : live;
    case 'IncidentPutOnHold':
      return { ...live, waiting: data['followUpAt'] === null ? null : 'follow-up', at: data['followUpAt'] as Instant | null };
    case 'IncidentReopened':
      return { ...live, cycle: data['cycle'] as number, waiting: null, at: null };
    case 'IncidentResumed':
    case 'IncidentClosed':
    case 'IncidentCancelled':
      return { ...live, waiting: null, at: null };
    default:
      return live;
  }
};

export const incidentDue: StreamProjection<DueIncident> = {
  name: 'incident-due',
  categories: ['incident'],
  collection: { name: 'incident_due_v1', indexes: [{ fields: ['waiting', 'armed', 'at', 'tenant'] }] },
  evolve,
};
