import { streamParts, type Found } from '@firebreak/event-sourcing';
import type { IncidentFact } from './domain/incident-fact';

const openStatuses = ['New', 'Triaged', 'Assigned', 'InProgress', 'OnHold'] as const;

const heldMs = ({ holds }: IncidentFact): number =>
  holds.reduce((sum, { from, to }) => sum + (to === null ? 0 : Math.max(0, Date.parse(to) - Date.parse(from))), 0);

/** The columns of the export, in their order. */
export const exportColumns = [
  'number',
  'externalId',
  'openedAt',
  'detectedAt',
  'acknowledgedAt',
  'firstResolvedAt',
  'lastResolvedAt',
  'restoredAt',
  'closedAt',
  'status',
  'priority',
  'impact',
  'urgency',
  'sourcePriority',
  'sourceImpact',
  'sourceUrgency',
  'category',
  'subcategory',
  'service',
  'group',
  'assignee',
  'reopenCount',
  'reassignmentCount',
  'groupChangeCount',
  'holdMs',
  'problem',
  'source',
  'impactStartedAt',
  'configurationItem',
  'causeCode',
  'fingerprint',
  'id',
] as const;

/** One incident on one line. */
export type ExportedIncident = Readonly<Record<(typeof exportColumns)[number], string | number | null>>;

export const exportedIncident = ({ id, doc }: Found<IncidentFact>): ExportedIncident => ({
  number: doc.number,
  externalId: doc.externalId,
  openedAt: doc.opened,
  detectedAt: doc.detected,
  acknowledgedAt: doc.acknowledged,
  firstResolvedAt: doc.cycles[0]!.resolved,
  lastResolvedAt: doc.cycles.at(-1)!.resolved,
  restoredAt: doc.impairments.at(-1)!.restored,
  closedAt: doc.lastClosed,
  status: doc.status,
  priority: doc.dims.priority,
  impact: doc.dims.impact,
  urgency: doc.dims.urgency,
  sourcePriority: doc.dims.sourcePriority,
  sourceImpact: doc.dims.sourceImpact,
  sourceUrgency: doc.dims.sourceUrgency,
  category: doc.dims.category,
  subcategory: doc.subcategory,
  service: doc.dims.service,
  group: doc.dims.group,
  assignee: doc.assignee,
  reopenCount: doc.cycles.length - 1,
  reassignmentCount: doc.reassignments,
  groupChangeCount: doc.groupChanges,
  holdMs: heldMs(doc),
  problem: doc.problems.length === 0 ? null : doc.problems.join(' '),
  source: doc.dims.source,
  impactStartedAt: doc.impactStarted,
  configurationItem: doc.configurationItem,
  causeCode: doc.causeCode,
  fingerprint: doc.fingerprint,
  id: streamParts(id).id,
});

/** What conditions are asked of. */
export const askedOf = (found: Found<IncidentFact>): object => {
  const { doc } = found;
  const open = (openStatuses as readonly string[]).includes(doc.status);
  return { ...exportedIncident(found), open, visibility: doc.visibility, caller: doc.caller, problems: doc.problems };
};
