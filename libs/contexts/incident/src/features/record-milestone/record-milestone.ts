import { event, refused, toMillis, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { BackdatingPolicy, Versioned } from '../../domain/policies/policies';
import { endsImpact, hasRole, invalidTransition, isOpen, notAfter, notAfterNow, notBefore, permit, requireData, type IncidentCommand } from '../../domain/rules';
import type { MilestoneKind } from '../../domain/vocabulary';

export type RecordMilestone = IncidentCommand<
  'RecordMilestone',
  { readonly kind: MilestoneKind; readonly at: Instant; readonly reason: string | null; readonly policy: Versioned<BackdatingPolicy> }
>;

/** Recorded, and nothing has happened since that would call for another one. */
const settled = (milestones: Readonly<Record<MilestoneKind, Instant | null>>, kind: MilestoneKind): boolean => {
  const recorded = milestones[kind];
  if (recorded === null || kind === 'impact-resumed') return false;
  return kind !== 'restored' || milestones['impact-resumed'] === null || milestones['impact-resumed'] < recorded;
};

export const recordMilestone = ({ data, meta }: RecordMilestone, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  if (!isOpen(incident) && incident.status !== 'Resolved') throw invalidTransition(incident, 'record-milestone', ['any open state', 'Resolved']);
  permit(hasRole(meta.actor, 'resolver', 'incident-manager'), 'a resolver or the incident manager records milestones');
  const { kind, at, reason, policy } = data;
  const { milestones } = incident;
  if (milestones[kind] === at) return [];
  if (incident.status === 'Resolved' && settled(incident.milestones, kind)) {
    throw refused('already-recorded', { field: 'kind', rule: 'after the resolution a recorded time is corrected, not recorded anew', whatToDo: 'let an incident manager correct the time' });
  }
  notAfterNow('at', at, meta);
  if (kind !== 'impact-started') notBefore('at', at, milestones['impact-started'], 'impactStartedAt');
  if (kind === 'impact-started') notAfter('at', at, milestones.restored, 'restoredAt');
  if (kind === 'restored') endsImpact(incident, 'at', at);
  if (kind === 'impact-resumed') {
    requireData({ 'restored milestone': milestones.restored }, 'only a restored service can fail again');
    notBefore('at', at, milestones.restored, 'restoredAt');
  }
  const backdated = toMillis(meta.now) - toMillis(at) > policy.policy.freeMs;
  if (backdated) requireData({ reason }, `backdating policy version ${policy.version}`);
  return [event('IncidentMilestoneRecorded', { kind, at, reason, backdated })];
};
