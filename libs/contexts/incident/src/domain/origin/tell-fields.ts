import { awaitsTriage, isClassified } from '../classification';
import { priorityOf } from '../policies/policies';
import { channels, type Channel, type MilestoneKind } from '../vocabulary';
import type { MappedTimes } from './mapped-case';
import { isDone, standing, tell, told, type Telling } from './telling';

const channelOf = (text: string | null | undefined): Channel => {
  const known = (text ?? '').toLowerCase() as Channel;
  return channels.includes(known) ? known : 'import';
};

/** A source that gives no opening has one inferred: the first step's instant. */
export const tellLog = (telling: Telling, number: string): void => {
  const { said, step, provenance, nobody } = telling;
  const { fields, times } = said;
  const { source, caseId } = provenance;
  tell(telling, 'IncidentLogged', {
    number,
    title: fields.title ?? `${source} ${caseId}`,
    description: fields.description ?? null,
    source,
    channel: channelOf(fields.channel),
    openedAt: times.openedAt ?? step.at,
    openedAtInferred: times.openedAt === undefined,
    openedBy: fields.opener ?? step.actor ?? nobody,
    caller: fields.caller ?? null,
    alertId: null,
    service: fields.service ?? null,
    configurationItem: fields.configurationItem ?? null,
    impactStartedAt: times.impactStartedAt ?? null,
    detectedAt: times.detectedAt ?? null,
    fingerprint: fields.fingerprint ?? null,
    externalId: caseId,
    visibility: 'normal',
    reopens: null,
  });
};

const tellCategory = (telling: Telling): void => {
  const incident = told(telling);
  const { fields } = telling.said;
  const category = fields.category ?? null;
  const subcategory = fields.subcategory ?? null;
  const service = fields.service ?? null;
  const configurationItem = fields.configurationItem ?? null;
  const same =
    incident.category === category &&
    incident.subcategory === subcategory &&
    incident.service === service &&
    incident.configurationItem === configurationItem;
  if (same) return;
  tell(telling, 'IncidentCategorized', { category, subcategory, service, configurationItem, taxonomyVersion: null, late: isDone(incident) });
};

const tellPriority = (telling: Telling): void => {
  const incident = told(telling);
  const { fields } = telling.said;
  const impact = fields.impact ?? null;
  const urgency = fields.urgency ?? null;
  const source = { priority: fields.sourcePriority ?? null, impact: fields.sourceImpact ?? null, urgency: fields.sourceUrgency ?? null };
  const sameWords = (['priority', 'impact', 'urgency'] as const).every((each) => incident.source[each] === source[each]);
  if (incident.impact === impact && incident.urgency === urgency && sameWords) return;
  const { policy, version } = telling.matrix;
  const known = impact !== null && urgency !== null;
  const priority = known ? priorityOf(policy, impact, urgency) : null;
  tell(telling, 'IncidentPrioritized', { impact, urgency, priority, matrixVersion: known ? version : null, source, late: isDone(incident) });
};

export const inferTriage = (telling: Telling): void => {
  if (standing(told(telling)) === 'New') tell(telling, 'IncidentTriaged', { inferred: true });
};

const tellAssignment = (telling: Telling): void => {
  const incident = told(telling);
  const { fields } = telling.said;
  const group = fields.group ?? null;
  const assignee = fields.assignee ?? null;
  if (incident.group === group && incident.assignee === assignee) return;
  const late = isDone(incident);
  if (!late && (group !== null || assignee !== null)) inferTriage(telling);
  const reason = group === null && incident.group !== null ? 'cleared in the source' : null;
  tell(telling, 'IncidentAssigned', { group, assignee, reason, initial: telling.first, inferred: false, late });
};

const gone = 'no longer in the source';

const tellProblem = (telling: Telling): void => {
  const problem = telling.said.fields.problem ?? null;
  const { problems } = told(telling);
  for (const each of problems) if (each !== problem) tell(telling, 'IncidentUnlinkedFromProblem', { problem: each, reason: gone });
  if (problem !== null && !problems.includes(problem)) tell(telling, 'IncidentLinkedToProblem', { problem, url: null });
};

const tellChanges = (telling: Telling): void => {
  const { change, causedBy } = telling.said.fields;
  const wanted = new Map<string, 'fixed-by' | 'caused-by'>();
  if (change) wanted.set(change, 'fixed-by');
  if (causedBy) wanted.set(causedBy, 'caused-by');
  const { changes } = told(telling);
  for (const link of changes) if (!wanted.has(link.change)) tell(telling, 'IncidentUnlinkedFromChange', { change: link.change, reason: gone });
  for (const [each, relation] of wanted) {
    if (changes.find(({ change }) => change === each)?.relation !== relation) tell(telling, 'IncidentLinkedToChange', { change: each, relation, url: null, confidence: null });
  }
};

const milestoneTimes: readonly (readonly [Exclude<keyof MappedTimes, 'openedAt'>, MilestoneKind])[] = [
  ['detectedAt', 'detected'],
  ['impactStartedAt', 'impact-started'],
  ['mitigatedAt', 'mitigated'],
  ['restoredAt', 'restored'],
];

const tellTimes = (telling: Telling): void => {
  const { times } = telling.step;
  const incident = told(telling);
  const { openedAt } = times;
  if (openedAt !== undefined && openedAt !== incident.openedAt) {
    tell(telling, 'IncidentTimeCorrected', { which: 'opened', at: openedAt, was: incident.openedAt, reason: 'said later in the source' });
  }
  for (const [time, kind] of milestoneTimes) {
    const at = times[time];
    if (at === undefined || told(telling).milestones[kind] === at) continue;
    if (incident.status === 'Closed') tell(telling, 'IncidentSourceActivityRecorded', { activity: `${kind} ${at}` });
    else tell(telling, 'IncidentMilestoneRecorded', { kind, at, reason: null, backdated: false });
  }
};

/** Everything the row says beside its step. A resolved or closed incident keeps its state; a cancelled one takes links only. */
export const tellFields = (telling: Telling): void => {
  const cancelled = told(telling).status === 'Cancelled';
  if (!cancelled) {
    tellCategory(telling);
    tellPriority(telling);
    const incident = told(telling);
    if (awaitsTriage(incident) && isClassified(incident)) tell(telling, 'IncidentTriaged', { inferred: false });
    tellAssignment(telling);
    tellTimes(telling);
  }
  tellProblem(telling);
  tellChanges(telling);
  const { note } = telling.step.fields;
  if (note) tell(telling, 'IncidentNoteAdded', { text: note, audience: 'private' });
};
