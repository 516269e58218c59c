import { event, refused, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import { categorize, isClassified, prioritize, withTriage, type Categorization, type ClassificationEvent, type Prioritization } from '../../domain/classification';
import type { Incident, KnownIncident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { PriorityMatrix, Taxonomy, Versioned } from '../../domain/policies/policies';
import { endsImpact, hasRole, isAssignee, known, notAfterNow, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';
import type { ResolutionCode } from '../../domain/vocabulary';

export type ResolveIncident = IncidentCommand<
  'ResolveIncident',
  {
    readonly resolutionCode: ResolutionCode;
    readonly causeCode: string;
    readonly notes: string;
    readonly restoredAt: Instant;
    readonly workaround: string | null;
    /** What was missing of the classification may come along. */
    readonly classification: (Categorization & Prioritization) | null;
    readonly matrix: Versioned<PriorityMatrix>;
    readonly taxonomy: Versioned<Taxonomy>;
  }
>;

const sameResolution = (incident: Incident, data: ResolveIncident['data']): boolean => {
  if (incident.status !== 'Resolved' && incident.status !== 'Closed') return false;
  const { resolutionCode, causeCode, notes, restoredAt, workaround } = incident.resolution;
  return resolutionCode === data.resolutionCode && causeCode === data.causeCode && notes === data.notes && restoredAt === data.restoredAt && workaround === data.workaround;
};

const classified = (incident: KnownIncident, data: ResolveIncident['data']): readonly ClassificationEvent[] => {
  const { classification, taxonomy, matrix } = data;
  const events = classification ? [...categorize(incident, classification, taxonomy), ...prioritize(incident, classification, matrix)] : [];
  const after: KnownIncident = Object.assign({}, incident, ...events.map((each) => each.data));
  if (!isClassified(after)) {
    const { category, impact, urgency } = after;
    requireData({ category, 'service or configurationItem': after.service ?? after.configurationItem, impact, urgency }, 'a resolved incident is classified');
  }
  return withTriage(incident, events);
};

export const resolveIncident = ({ data, meta }: ResolveIncident, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (sameResolution(known(incident), data)) return [];
  if (incident.status === 'Resolved') throw refused('already-resolved', { rule: 'a resolution is not overwritten', whatToDo: 'reopen the incident first' });
  const open = requireOpen(incident, 'resolve');
  permit(isAssignee(open, meta.actor) || hasRole(meta.actor, 'incident-manager'), 'the assignee or the incident manager resolves');
  const { resolutionCode, causeCode, notes, restoredAt, workaround } = data;
  requireData({ resolutionCode, causeCode, notes, restoredAt }, 'a resolution says what was done, why it happened and since when it works again');
  if (resolutionCode === 'workaround') requireData({ workaround }, 'resolved by workaround names it');
  notAfterNow('restoredAt', restoredAt, meta);
  endsImpact(open, 'restoredAt', restoredAt);
  const resolution = { cycle: open.cycle, resolutionCode, causeCode, notes, restoredAt, workaround, resolvedBy: meta.actor.id, inferred: false };
  return [...classified(open, data), event('IncidentResolved', resolution)];
};
