import type { IncidentPutOnHold } from '../domain/incident-events';
import * as incident from './incident-builders';
import type { Told } from './incident-builders';

type History = readonly Told[];

/** How an incident comes to each state on the shortest way; held ones from any state. */
export const newIncident: History = [incident.logged()];
export const triagedIncident: History = [...newIncident, incident.categorized(), incident.prioritized(), incident.triaged()];
export const assignedIncident: History = [...triagedIncident, incident.assigned()];
export const startedIncident: History = [...assignedIncident, incident.workStarted()];
export const resolvedIncident: History = [...startedIncident, incident.resolved()];
export const closedIncident: History = [...resolvedIncident, incident.closed()];
export const reopenedIncident: History = [...resolvedIncident, incident.reopened()];
export const cancelledIncident: History = [...triagedIncident, incident.cancelled()];

export const held = (history: History, hold: Partial<IncidentPutOnHold['data']> = {}): History => [...history, incident.putOnHold(hold)];
export const heldForCaller = (history: History): History => held(history, { reason: 'caller', comment: 'Which browser?', linkedId: null });

/** One of each type. */
export const everyKindOfEvent: History = [
  incident.logged(),
  incident.categorized(),
  incident.prioritized(),
  incident.triaged(),
  incident.priorityOverridden(),
  incident.assigned(),
  incident.workStarted(),
  incident.putOnHold(),
  incident.resumed(),
  incident.milestoneRecorded(),
  incident.timeCorrected(),
  incident.resolved(),
  incident.reopened(),
  incident.closed(),
  incident.cancelled(),
  incident.noteAdded(),
  incident.linkedToIncident(),
  incident.unlinkedFromIncident(),
  incident.linkedToChange(),
  incident.unlinkedFromChange(),
  incident.linkedToProblem(),
  incident.unlinkedFromProblem(),
  incident.sourceActivityRecorded(),
];
