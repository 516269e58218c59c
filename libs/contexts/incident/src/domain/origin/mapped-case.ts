import type { Instant } from '@firebreak/event-sourcing';
import type { HoldReason, Impact, Urgency } from '../vocabulary';

export type MappedStatus = 'new' | 'triaged' | 'assigned' | 'in-progress' | 'on-hold' | 'resolved' | 'closed' | 'cancelled' | 'unknown';
export type MappedActivity = 'log' | 'assign' | 'start' | 'hold' | 'resume' | 'resolve' | 'reopen' | 'close' | 'cancel' | 'note' | 'other';

/** The status an incident now has, or the thing that was done; `raw` is the source's own word. */
export type MappedMeaning =
  | { readonly as: 'status'; readonly status: MappedStatus; readonly holdReason: HoldReason | null; readonly raw: string }
  | { readonly as: 'activity'; readonly activity: MappedActivity; readonly holdReason: HoldReason | null; readonly raw: string };

type TextField =
  | 'title'
  | 'description'
  | 'category'
  | 'subcategory'
  | 'service'
  | 'group'
  | 'assignee'
  | 'sourcePriority'
  | 'sourceImpact'
  | 'sourceUrgency'
  | 'configurationItem'
  | 'problem'
  | 'change'
  | 'causedBy'
  | 'channel'
  | 'caller'
  | 'opener'
  | 'resolutionCode'
  | 'causeCode'
  | 'fingerprint'
  | 'note';

/** Absent: not said, or as before; null: cleared. */
export type MappedFields = { readonly [F in TextField]?: string | null } & { readonly impact?: Impact | null; readonly urgency?: Urgency | null };

export type MappedTimes = { readonly [T in 'openedAt' | 'detectedAt' | 'impactStartedAt' | 'mitigatedAt' | 'restoredAt']?: Instant };

export interface MappedStep {
  readonly file: string | null;
  readonly row: number;
  readonly at: Instant;
  readonly actor: string | null;
  /** The source names this actor as no person. */
  readonly machine: boolean;
  readonly step: MappedMeaning | null;
  readonly fields: MappedFields;
  readonly times: MappedTimes;
  /** Chained over this and all earlier steps. */
  readonly digest: string;
}

/** One incident of another system: its steps in order, each with what it changes. */
export interface MappedCase {
  readonly source: string;
  readonly caseId: string;
  readonly steps: readonly MappedStep[];
}
