import { event, plusMillis, refused, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import type { Incident, KnownIncident } from '../../domain/incident';
import type { IncidentEvent } from '../../domain/incident-events';
import type { HoldPolicy, Versioned } from '../../domain/policies/policies';
import { hasRole, invalidTransition, isAssignee, isMember, permit, requireData, requireOpen, type IncidentCommand } from '../../domain/rules';
import { linkedHoldReasons, type HoldReason } from '../../domain/vocabulary';

export type PutIncidentOnHold = IncidentCommand<
  'PutIncidentOnHold',
  {
    readonly reason: HoldReason;
    readonly followUpAt: Instant;
    readonly comment: string | null;
    readonly linkedId: string | null;
    readonly policy: Versioned<HoldPolicy>;
  }
>;

/** Problems and changes have links; the case of a vendor has none. */
const isLinked = ({ problems, changes }: KnownIncident, reason: HoldReason, id: string): boolean => {
  if (reason === 'problem') return problems.includes(id);
  return reason !== 'change' || changes.some(({ change }) => change === id);
};

export const putIncidentOnHold = ({ data, meta }: PutIncidentOnHold, incident: Incident): readonly NewEvent<IncidentEvent>[] => {
  const open = requireOpen(incident, 'put-on-hold');
  if (open.status === 'New' && data.reason !== 'caller') throw invalidTransition(open, `put-on-hold for ${data.reason}`, ['Triaged', 'Assigned', 'InProgress', 'OnHold']);
  const desk = open.group === null && hasRole(meta.actor, 'service-desk');
  permit(
    isAssignee(open, meta.actor) || isMember(open, meta.actor) || hasRole(meta.actor, 'incident-manager') || desk,
    'the assignee, a member of the group or the incident manager puts on hold; the service desk while no group has it',
  );
  if (data.reason === 'caller') requireData({ comment: data.comment }, 'waiting for the caller needs a public comment');
  if (linkedHoldReasons.includes(data.reason)) requireData({ linkedId: data.linkedId }, `waiting for a ${data.reason} needs its id`);
  if (data.linkedId !== null && !isLinked(open, data.reason, data.linkedId)) {
    throw refused('not-linked', { field: 'linkedId', rule: `waiting for a ${data.reason} names one that is linked`, whatToDo: `link the ${data.reason} first` });
  }
  const { followUpAt } = data;
  const latest = plusMillis(meta.now, data.policy.policy.maxFollowUpMs);
  if (followUpAt <= meta.now || followUpAt > latest) {
    throw refused('follow-up-out-of-range', { field: 'followUpAt', rule: `hold policy version ${data.policy.version}`, whatToDo: `choose a time after now and not after ${latest}` });
  }
  const { reason, comment, linkedId } = data;
  const hold = open.status === 'OnHold' ? open.hold : null;
  const same = hold?.reason === reason && hold.followUpAt === followUpAt && hold.comment === comment && hold.linkedId === linkedId;
  return same ? [] : [event('IncidentPutOnHold', { reason, followUpAt, comment, linkedId, policyVersion: data.policy.version })];
};
