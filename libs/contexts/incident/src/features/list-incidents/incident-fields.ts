import { plusMillis, type Filter, type Instant } from '@firebreak/event-sourcing';
import type { FieldSpec } from '@firebreak/query-language';
import type { AdriftPolicy } from '../../domain/policies/policies';
import { holdReasons, openStatuses, priorities } from '../../domain/vocabulary';

const eq = (field: string, value: string | boolean | null): Filter => ({ op: 'eq', field, value });
const before = (field: string, at: Instant): Filter => ({ op: 'range', field, lt: at });
const all = (...filters: Filter[]): Filter => ({ op: 'and', filters });
const any = (...filters: Filter[]): Filter => ({ op: 'or', filters });

const open: Filter = { op: 'in', field: 'status', values: [...openStatuses, 'OnHold'] };

/** The watch list: unassigned, unacknowledged, held past its follow-up, or silent for too long. */
export const adrift = (policy: AdriftPolicy, now: Instant): Filter => {
  const ago = (ms: number): Instant => plusMillis(now, -ms);
  return all(
    open,
    eq('live', true),
    any(
      all(eq('incident.group', null), eq('incident.assignee', null), before('incident.openedAt', ago(policy.unassignedMs))),
      all(
        { op: 'in', field: 'status', values: openStatuses },
        eq('incident.milestones.acknowledged', null),
        before('incident.openedAt', ago(policy.unacknowledgedMs)),
      ),
      all(eq('status', 'OnHold'), before('followUpAt', now)),
      before('humanAt', ago(policy.silentMs)),
    ),
  );
};

const states: Readonly<Record<string, string>> = {
  new: 'New',
  triaged: 'Triaged',
  assigned: 'Assigned',
  'in-progress': 'InProgress',
  'on-hold': 'OnHold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

/** The fields of the filter language that an incident has. */
export const incidentFields = (policy: AdriftPolicy, now: Instant): readonly FieldSpec[] => [
  {
    name: 'is',
    kind: 'flag',
    path: 'status',
    description: 'open, resolved, closed, cancelled, on-hold, reopened, restricted, adrift',
    values: {
      open,
      resolved: eq('status', 'Resolved'),
      closed: eq('status', 'Closed'),
      cancelled: eq('status', 'Cancelled'),
      'on-hold': eq('status', 'OnHold'),
      reopened: { op: 'range', field: 'reopens', gt: 0 },
      restricted: eq('incident.visibility', 'restricted'),
      adrift: adrift(policy, now),
    },
  },
  {
    name: 'p',
    kind: 'keyword',
    path: 'incident.priority',
    aliases: ['priority'],
    description: 'priority 1 to 5',
    values: Object.fromEntries(priorities.map((priority) => [priority.slice(1), priority])),
  },
  { name: 'state', kind: 'keyword', path: 'status', description: 'the state', values: states },
  { name: 'hold', kind: 'keyword', path: 'holdReason', description: 'why it is on hold', values: Object.fromEntries(holdReasons.map((each) => [each, each])) },
  { name: 'service', kind: 'keyword', path: 'incident.service', none: 'null', description: 'the service concerned' },
  { name: 'group', kind: 'keyword', path: 'incident.group', none: 'null', self: 'groups', description: 'the group that has it; mine' },
  { name: 'assignee', kind: 'keyword', path: 'incident.assignee', none: 'null', self: 'id', description: 'the person who has it; me, none' },
  { name: 'category', kind: 'keyword', path: 'incident.category', none: 'null', description: 'the category' },
  { name: 'problem', kind: 'keyword', path: 'incident.problems', description: 'a linked problem' },
  { name: 'source', kind: 'keyword', path: 'source', description: 'where it came from' },
  { name: 'external', kind: 'keyword', path: 'externalId', none: 'null', description: 'the id in its source' },
  { name: 'number', kind: 'keyword', path: 'incident.number', description: 'the number people say' },
  { name: 'caller', kind: 'keyword', path: 'incident.caller', none: 'null', self: 'id', description: 'the person concerned' },
  { name: 'logged', kind: 'instant', path: 'incident.openedAt', description: 'when it was opened' },
  { name: 'restored', kind: 'instant', path: 'restoredAt', description: 'when service was back' },
  { name: 'resolved', kind: 'instant', path: 'resolvedAt', description: 'when it was resolved' },
  { name: 'closed', kind: 'instant', path: 'closedAt', description: 'when it was closed' },
  { name: 'changed', kind: 'instant', path: 'changedAt', description: 'when it last changed' },
  { name: 'reopened', kind: 'number', path: 'reopens', description: 'how often it was reopened' },
];

/** What a list may be sorted by. */
export const sortFields: Readonly<Record<string, string>> = {
  changed: 'changedAt',
  logged: 'incident.openedAt',
  priority: 'incident.priority',
  number: 'ordinal',
  status: 'status',
};
