import type { Actor, Filter, FindOptions, Found, Scalar } from '@firebreak/event-sourcing';
import { hasRole } from '../../domain/rules';
import type { ListedIncident } from './incident-list.projection';
import { sortFields } from './incident-fields';

export interface ListRow {
  readonly id: string;
  readonly number: string;
  readonly revision: number;
  readonly title: string;
  readonly status: string;
  readonly priority: string | null;
  readonly impact: number | null;
  readonly urgency: number | null;
  readonly category: string | null;
  readonly service: string | null;
  readonly group: string | null;
  readonly assignee: string | null;
  readonly source: string;
  readonly externalId: string | null;
  readonly openedAt: string;
  readonly restoredAt: string | null;
  readonly resolvedAt: string | null;
  readonly changedAt: string;
  readonly holdReason: string | null;
  readonly followUpAt: string | null;
  readonly reopens: number;
}

export interface Page {
  readonly values: readonly Scalar[];
  readonly id: string;
}

/** What the reader may see at all: totals and pages are counted after it. */
export const visibleTo = (tenant: string, actor: Actor): Filter => {
  const own: Filter = { op: 'eq', field: 'tenant', value: tenant };
  if (hasRole(actor, 'incident-manager', 'auditor')) return own;
  const audience = [actor.id, ...actor.groups.map((group) => `group:${group}`)];
  const normal: Filter = { op: 'eq', field: 'incident.visibility', value: 'normal' };
  return { op: 'and', filters: [own, { op: 'or', filters: [normal, { op: 'in', field: 'audience', values: audience }] }] };
};

const sortOf = (text: string): { readonly field: string; readonly direction: 'asc' | 'desc' } => {
  const down = text.startsWith('-');
  return { field: sortFields[down ? text.slice(1) : text]!, direction: down ? 'desc' : 'asc' };
};

/** One more than asked for, so that the answer knows whether there is another page. */
export const findOptions = (visible: Filter, wanted: Filter, sort: string, limit: number, after: Page | null): FindOptions => ({
  filter: { op: 'and', filters: [visible, wanted] },
  sort: [sortOf(sort)],
  limit: limit + 1,
  ...(after ? { after } : {}),
});

const valueAt = (doc: object, path: string): Scalar =>
  (path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], doc) ?? null) as Scalar;

export const pageAfter = (last: Found<ListedIncident>, sort: string): Page => ({ values: [valueAt(last.doc, sortOf(sort).field)], id: last.id });

export const listRow = ({ doc }: Found<ListedIncident>): ListRow[] => {
  const { incident, id, rev, title, status, source, externalId, restoredAt, resolvedAt, changedAt, holdReason, followUpAt, reopens } = doc;
  if (incident.status === 'Absent') return [];
  const { number, priority, impact, urgency, category, service, group, assignee, openedAt } = incident;
  const classification = { priority, impact, urgency, category, service, group, assignee };
  return [{ id, number, revision: rev, title, status, ...classification, source, externalId, openedAt, restoredAt, resolvedAt, changedAt, holdReason, followUpAt, reopens }];
};
