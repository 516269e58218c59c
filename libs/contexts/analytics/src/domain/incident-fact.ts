import type { Instant, Origin, ProjectedDocument } from '@firebreak/event-sourcing';

export type OpenStatus = 'New' | 'Triaged' | 'Assigned' | 'InProgress';
export type FactStatus = OpenStatus | 'OnHold' | 'Resolved' | 'Closed' | 'Cancelled';

/** From opening or reopening to resolution. */
export interface Cycle {
  readonly started: Instant;
  readonly resolved: Instant | null;
}

/** Service was impaired. A null start is the incident's own; a null restoration ends with the resolve of the cycle. */
export interface Impairment {
  /** Index of the cycle it ends in. */
  readonly cycle: number;
  readonly started: Instant | null;
  readonly restored: Instant | null;
}

export interface Hold {
  readonly from: Instant;
  readonly to: Instant | null;
}

/** What figures can be split by: the latest values. */
export interface FactDimensions {
  readonly service: string | null;
  readonly priority: string | null;
  readonly category: string | null;
  readonly group: string | null;
  readonly impact: string | null;
  readonly urgency: string | null;
  readonly source: string | null;
  readonly sourcePriority: string | null;
  readonly sourceImpact: string | null;
  readonly sourceUrgency: string | null;
}

/** Times that somebody corrected. */
export type CorrectedTime = 'opened' | 'resolved' | 'impact-started' | 'detected' | 'acknowledged' | 'mitigated' | 'restored' | 'impact-resumed';

/** One incident as the metrics see it. */
export interface IncidentFact extends ProjectedDocument {
  readonly tenant: string;
  readonly number: string;
  readonly externalId: string | null;
  readonly origin: Origin;
  readonly visibility: 'normal' | 'restricted';
  readonly status: FactStatus;
  /** Where a hold leads back to. */
  readonly resumeTo: OpenStatus;
  readonly opened: Instant;
  readonly openedInferred: boolean;
  readonly impactStarted: Instant | null;
  readonly detected: Instant | null;
  readonly acknowledged: Instant | null;
  readonly mitigated: Instant | null;
  /** The latest one, while closed. */
  readonly closed: Instant | null;
  /** The latest one, also when it was reopened since. */
  readonly lastClosed: Instant | null;
  readonly cancelled: Instant | null;
  readonly cycles: readonly Cycle[];
  readonly impairments: readonly Impairment[];
  readonly holds: readonly Hold[];
  readonly dims: FactDimensions;
  readonly subcategory: string | null;
  readonly assignee: string | null;
  readonly openedBy: string;
  readonly caller: string | null;
  readonly configurationItem: string | null;
  readonly causeCode: string | null;
  readonly fingerprint: string | null;
  readonly problems: readonly string[];
  /** Id of the incident that this one continues. */
  readonly reopens: string | null;
  /** From group to group. */
  readonly reassignments: number;
  /** Every assignment whose group differs from the last one, no group included. */
  readonly groupChanges: number;
  readonly corrected: readonly CorrectedTime[];
  /** Quarter hours in which it may count, `tenant|2026-03-05|41`, and the incident it continues. */
  readonly slots: readonly string[];
  /** Keys whose figures are not made yet since the last change. */
  readonly dirty: readonly string[];
  /** The least of them; null for a clean fact. */
  readonly dirtyFrom: string | null;
}
