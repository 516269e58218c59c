import type { Instant, NewEvent, Provenance } from '@firebreak/event-sourcing';
import { evolve, type Incident, type KnownIncident } from '../incident';
import type { IncidentEvent } from '../incident-events';
import type { PriorityMatrix, Versioned } from '../policies/policies';
import type { OpenStatus } from '../vocabulary';
import type { MappedCase, MappedFields, MappedStep, MappedTimes } from './mapped-case';

/** What the source has said by a step, its own fields included, and nothing that it says later. */
export interface Said {
  readonly fields: MappedFields;
  readonly times: MappedTimes;
  /** No event is earlier: the opening and every earlier step. */
  readonly notBefore: Instant;
}

export const nothingSaid: Said = { fields: {}, times: {}, notBefore: '' };

const latest = (...instants: Instant[]): Instant => instants.reduce((a, b) => (a >= b ? a : b));

export const alsoSaid = (before: Said, { fields, times, at }: MappedStep): Said => ({
  fields: { ...before.fields, ...fields },
  times: { ...before.times, ...times },
  notBefore: latest(before.notBefore, times.openedAt ?? at, at),
});

/** One step while it is being told: the incident so far and the events that the step has given. */
export interface Telling {
  incident: Incident;
  readonly events: NewEvent<IncidentEvent>[];
  readonly step: MappedStep;
  readonly said: Said;
  readonly first: boolean;
  readonly occurredAt: Instant;
  readonly provenance: Provenance;
  readonly matrix: Versioned<PriorityMatrix>;
  /** Who stands for a source that names nobody. */
  readonly nobody: string;
}

export const beginStep = (
  { source, caseId }: MappedCase,
  step: MappedStep,
  ordinal: number,
  said: Said,
  incident: Incident,
  matrix: Versioned<PriorityMatrix>,
): Telling => ({
  incident,
  events: [],
  step,
  said,
  first: ordinal === 1,
  occurredAt: said.notBefore,
  provenance: {
    source,
    caseId,
    file: step.file,
    row: step.row,
    step: ordinal,
    digest: step.digest,
    adjustedFrom: said.notBefore === step.at ? null : step.at,
  },
  matrix,
  nobody: `import:${source}`,
});

/** Records an event of the step and what it makes of the incident. */
export const tell = <Type extends IncidentEvent['type']>(telling: Telling, type: Type, data: Extract<IncidentEvent, { type: Type }>['data']): void => {
  const { occurredAt, provenance, step, nobody } = telling;
  const actor = step.actor ?? nobody;
  const told = { type, data } as unknown as IncidentEvent;
  telling.events.push({ ...told, occurredAt, provenance, actor });
  telling.incident = evolve(telling.incident, { ...told, occurredAt, recordedAt: occurredAt, actor, origin: 'imported', provenance, revision: 0 });
};

/** The incident of a step past the log. */
export const told = ({ incident }: Telling): KnownIncident => {
  if (incident.status === 'Absent') throw new Error('a step is told of an incident that was logged');
  return incident;
};

/** Where it stands on the way to work, also while on hold; null past the resolution. */
export const standing = (incident: KnownIncident): OpenStatus | null => {
  if (incident.status === 'OnHold') return incident.hold.resumeTo;
  return incident.status === 'Resolved' || incident.status === 'Closed' || incident.status === 'Cancelled' ? null : incident.status;
};

export const isDone = (incident: KnownIncident): boolean => incident.status === 'Resolved' || incident.status === 'Closed';
