import type { FieldSpec, ResolveContext } from '../index';

/** A field of every kind, shaped like those of an incident list. */
export const sampleFields: readonly FieldSpec[] = [
  {
    name: 'is',
    kind: 'flag',
    path: 'status',
    values: {
      open: { op: 'in', field: 'status', values: ['Logged', 'InProgress'] },
      resolved: 'Resolved',
      closed: 'Closed',
      adrift: { op: 'eq', field: 'adrift', value: true },
    },
    description: 'where it stands',
  },
  {
    name: 'p',
    aliases: ['priority'],
    kind: 'keyword',
    path: 'priority',
    values: { '1': 'P1', '2': 'P2', '3': 'P3' },
    description: 'priority',
  },
  { name: 'state', kind: 'keyword', path: 'status', values: { 'in-progress': 'InProgress', 'on-hold': 'OnHold' }, description: 'state' },
  { name: 'service', kind: 'keyword', path: 'service.name', none: 'null', description: 'service by name' },
  { name: 'assignee', kind: 'keyword', path: 'assignee', none: 'null', self: 'id', description: 'who works on it' },
  { name: 'group', kind: 'keyword', path: 'group', self: 'groups', description: 'who owns it' },
  { name: 'reopened', kind: 'number', path: 'reopenCount', description: 'times reopened' },
  { name: 'logged', kind: 'instant', path: 'loggedAt', description: 'when it was logged' },
  {
    name: 'restored',
    kind: 'instant',
    path: 'restoredAt',
    none: { op: 'not', filter: { op: 'eq', field: 'hasRestored', value: true } },
    description: 'when service was back',
  },
  { name: 'held', kind: 'duration', path: 'holdMs', description: 'time on hold' },
  { name: 'sla', kind: 'duration', path: 'dueAt', clock: 'until', description: 'time left to the goal' },
  { name: 'age', kind: 'duration', path: 'loggedAt', clock: 'since', description: 'time since it was logged' },
];

export const sampleContext: Omit<ResolveContext, 'spans'> = {
  fields: sampleFields,
  now: '2026-03-30T12:00:00.000Z',
  zone: 'Europe/Berlin',
  me: { id: 'u-7', groups: ['network', 'dba'] },
};
