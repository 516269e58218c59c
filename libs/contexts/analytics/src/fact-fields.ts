import type { Filter } from '@firebreak/event-sourcing';
import type { FieldSpec } from '@firebreak/query-language';

const eq = (field: string, value: string | boolean | null): Filter => ({ op: 'eq', field, value });

const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'];
const states = {
  new: 'New',
  triaged: 'Triaged',
  assigned: 'Assigned',
  'in-progress': 'InProgress',
  'on-hold': 'OnHold',
  resolved: 'Resolved',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

/** The fields of the filter language that a figure can be narrowed by. */
export const factFields: readonly FieldSpec[] = [
  {
    name: 'is',
    kind: 'flag',
    path: 'status',
    description: 'open, resolved, closed, cancelled, on-hold, reopened, restricted',
    values: {
      open: eq('open', true),
      resolved: eq('status', 'Resolved'),
      closed: eq('status', 'Closed'),
      cancelled: eq('status', 'Cancelled'),
      'on-hold': eq('status', 'OnHold'),
      reopened: { op: 'range', field: 'reopenCount', gt: 0 },
      restricted: eq('visibility', 'restricted'),
    },
  },
  {
    name: 'p',
    kind: 'keyword',
    path: 'priority',
    aliases: ['priority'],
    none: 'null',
    description: 'priority 1 to 5, none',
    values: Object.fromEntries(priorities.map((priority) => [priority.slice(1), priority])),
  },
  { name: 'state', kind: 'keyword', path: 'status', description: 'the state', values: states },
  { name: 'service', kind: 'keyword', path: 'service', none: 'null', description: 'the service concerned, none' },
  { name: 'group', kind: 'keyword', path: 'group', none: 'null', description: 'the group that has it, none' },
  { name: 'assignee', kind: 'keyword', path: 'assignee', none: 'null', self: 'id', description: 'the person who has it; me, none' },
  { name: 'category', kind: 'keyword', path: 'category', none: 'null', description: 'the category, none' },
  { name: 'subcategory', kind: 'keyword', path: 'subcategory', none: 'null', description: 'the subcategory, none' },
  { name: 'ci', kind: 'keyword', path: 'configurationItem', none: 'null', description: 'the configuration item, none' },
  { name: 'cause', kind: 'keyword', path: 'causeCode', none: 'null', description: 'the cause code, none' },
  { name: 'problem', kind: 'keyword', path: 'problems', none: eq('problem', null), description: 'a linked problem, none' },
  { name: 'source', kind: 'keyword', path: 'source', description: 'where it came from' },
  { name: 'external', kind: 'keyword', path: 'externalId', none: 'null', description: 'the id in its source' },
  { name: 'number', kind: 'keyword', path: 'number', description: 'the number people say' },
  { name: 'caller', kind: 'keyword', path: 'caller', none: 'null', self: 'id', description: 'the person concerned; me, none' },
  { name: 'logged', kind: 'instant', path: 'openedAt', description: 'when it was opened' },
  { name: 'restored', kind: 'instant', path: 'restoredAt', none: 'null', description: 'when service was back' },
  { name: 'resolved', kind: 'instant', path: 'lastResolvedAt', none: 'null', description: 'when it was resolved' },
  { name: 'closed', kind: 'instant', path: 'closedAt', none: 'null', description: 'when it was closed' },
  { name: 'reopened', kind: 'number', path: 'reopenCount', description: 'how often it was reopened' },
];
