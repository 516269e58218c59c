import { later, streamParts, type Instant, type ProjectedDocument, type ProjectedEvent, type StreamProjection } from '@firebreak/event-sourcing';
import { evolve, initialState, type Incident, type KnownIncident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { EvolvedEvent } from '@firebreak/event-sourcing';

// Source: category incident of the event store. Document: one per incident, id = stream. Eventually consistent with the
// store; a list waits for the tokens it is given. Rebuild: firebreak rebuild

export interface ListedIncident extends ProjectedDocument {
  readonly id: string;
  readonly tenant: string;
  readonly title: string;
  readonly description: string | null;
  /** The digits of the number: INC-9 comes before INC-10. */
  readonly ordinal: number;
  readonly externalId: string | null;
  readonly channel: string;
  readonly fingerprint: string | null;
  readonly status: string;
  readonly restoredAt: Instant | null;
  readonly resolvedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly changedAt: Instant;
  /** Last event of a person, or of the import. */
  readonly humanAt: Instant;
  readonly reopens: number;
  readonly holdReason: string | null;
  readonly followUpAt: Instant | null;
  /** Who may see a restricted one: people and `group:` keys. */
  readonly audience: readonly string[];
  /** Unfinished work of an imported record is not adrift: nobody here has touched it yet. */
  readonly live: boolean;
  readonly source: string;
  readonly incident: Incident;
}

const audienceOf = (incident: KnownIncident): readonly string[] => {
  const people = [incident.openedBy, incident.caller, incident.assignee].filter((each) => each !== null);
  return [...new Set(incident.group === null ? people : [...people, `group:${incident.group}`])];
};

const flat = (doc: ListedIncident, incident: KnownIncident): ListedIncident => ({
  ...doc,
  incident,
  status: incident.status,
  restoredAt: incident.milestones.restored,
  resolvedAt: incident.status === 'Resolved' || incident.status === 'Closed' ? incident.resolution.at : null,
  closedAt: incident.status === 'Closed' ? incident.closedAt : null,
  reopens: incident.cycle - 1,
  holdReason: incident.status === 'OnHold' ? incident.hold.reason : null,
  followUpAt: incident.status === 'OnHold' ? incident.hold.followUpAt : null,
  audience: audienceOf(incident),
});

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const ordinalOf = (number: string): number => Number(number.slice(number.lastIndexOf('-') + 1));

const fresh = (event: ProjectedEvent): ListedIncident => ({
  rev: event.revision,
  id: streamParts(event.stream).id,
  tenant: event.tenant,
  title: text(event.data['title']),
  ordinal: ordinalOf(text(event.data['number'])),
  description: textOrNull(event.data['description']),
  externalId: textOrNull(event.data['externalId']),
  channel: text(event.data['channel']),
  fingerprint: textOrNull(event.data['fingerprint']),
  source: text(event.data['source']),
  status: 'New',
  restoredAt: null,
  resolvedAt: null,
  closedAt: null,
  changedAt: event.occurredAt,
  humanAt: event.occurredAt,
  reopens: 0,
  holdReason: null,
  followUpAt: null,
  audience: [],
  live: false,
  incident: initialState,
});

const evolveListed = (before: ListedIncident | null, event: ProjectedEvent): ListedIncident => {
  const doc = before ?? fresh(event);
  const { type, data, occurredAt, recordedAt, actor, origin, revision } = event;
  const incident = evolve(doc.incident, { type, data, occurredAt, recordedAt, actor, origin, revision, provenance: null } as unknown as EvolvedEvent<IncidentEvent>);
  if (incident.status === 'Absent') return doc;
  const human = !actor.startsWith('system:');
  const moved = {
    ...doc,
    changedAt: later(doc.changedAt, occurredAt),
    humanAt: human ? later(doc.humanAt, occurredAt) : doc.humanAt,
    live: doc.live || origin === 'live',
  };
  return flat(moved, incident);
};

export const incidentList: StreamProjection<ListedIncident> = {
  name: 'incident-list',
  categories: ['incident'],
  collection: {
    name: 'incident_list_v2',
    indexes: [
      { fields: ['tenant', 'incident.number'] },
      { fields: ['tenant', 'ordinal'] },
      { fields: ['tenant', 'externalId', 'source'] },
      { fields: ['tenant', 'status', 'changedAt'] },
      // The watch list.
      { fields: ['tenant', 'live', 'status', 'humanAt', 'followUpAt', 'incident.milestones.acknowledged'] },
      { fields: ['tenant', 'changedAt'] },
      { fields: ['tenant', 'restoredAt'] },
      { fields: ['tenant', 'resolvedAt'] },
      { fields: ['tenant', 'closedAt'] },
      { fields: ['tenant', 'reopens', 'holdReason'] },
      { fields: ['tenant', 'incident.visibility', 'incident.category', 'incident.caller'] },
      { fields: ['tenant', 'incident.openedAt'] },
      { fields: ['tenant', 'incident.service'] },
      { fields: ['tenant', 'incident.group'] },
      { fields: ['tenant', 'incident.assignee'] },
      { fields: ['tenant', 'incident.priority'] },
      { fields: ['incident.problems'], multi: true },
      { fields: ['audience'], multi: true },
    ],
    text: ['title', 'description', 'incident.number', 'externalId'],
  },
  evolve: evolveListed,
};
