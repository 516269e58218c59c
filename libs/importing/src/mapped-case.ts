/** UTC, fixed width, `2026-03-05T10:11:12.345Z`. */
export type Instant = string;

export const statuses = ['new', 'triaged', 'assigned', 'in-progress', 'on-hold', 'resolved', 'closed', 'cancelled', 'unknown'] as const;
export type StepStatus = (typeof statuses)[number];

export const activities = ['log', 'assign', 'start', 'hold', 'resume', 'resolve', 'reopen', 'close', 'cancel', 'note', 'other'] as const;
export type StepActivity = (typeof activities)[number];

export const holdReasons = ['caller', 'change', 'problem', 'vendor', 'evidence', 'scheduled'] as const;
export type HoldReason = (typeof holdReasons)[number];

/** What the row says has become of the incident: the status it now has, or the thing that was done. `raw` is the source's own word. */
export type StepMeaning =
  | { readonly as: 'status'; readonly status: StepStatus; readonly holdReason: HoldReason | null; readonly raw: string }
  | { readonly as: 'activity'; readonly activity: StepActivity; readonly holdReason: HoldReason | null; readonly raw: string };

export const textFields = [
  'title',
  'description',
  'category',
  'subcategory',
  'service',
  'group',
  'assignee',
  'sourcePriority',
  'sourceImpact',
  'sourceUrgency',
  'configurationItem',
  'problem',
  'change',
  'causedBy',
  'channel',
  'caller',
  'opener',
  'resolutionCode',
  'causeCode',
  'fingerprint',
  'note',
] as const;
export type TextField = (typeof textFields)[number];

export const levelFields = ['impact', 'urgency'] as const;
export type LevelField = (typeof levelFields)[number];
export type Level = 1 | 2 | 3;

/** A field that is absent was not said or has not changed; `null` is a field that the row clears. */
export type StepFields = { readonly [F in TextField]?: string | null } & { readonly [F in LevelField]?: Level | null };

export const timeFields = ['openedAt', 'detectedAt', 'impactStartedAt', 'mitigatedAt', 'restoredAt'] as const;
export type TimeField = (typeof timeFields)[number];

/** Instants that the row states about the incident beside its own; absent when not said or said before. */
export type StepTimes = { readonly [F in TimeField]?: Instant };

// region contract
export interface MappedStep {
  /** Name of the file as it was given, or null. */
  readonly file: string | null;
  /** CSV: record, the header is 1. JSONL: line. XES: ordinal of the event in the file. */
  readonly row: number;
  readonly at: Instant;
  readonly actor: string | null;
  /** The mapping names this actor as a machine. */
  readonly machine: boolean;
  /** Null: the row only says fields. */
  readonly step: StepMeaning | null;
  readonly fields: StepFields;
  readonly times: StepTimes;
  /** `chainDigest` over this and all earlier steps of the case. */
  readonly digest: string;
}

/** One incident of a source with its steps in the mapping's order. Flat and JSON-safe. */
export interface MappedCase {
  readonly source: string;
  readonly caseId: string;
  readonly steps: readonly MappedStep[];
}
// endregion
