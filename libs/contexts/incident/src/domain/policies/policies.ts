import type { Impact, Priority, Urgency } from '../vocabulary';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Rows are impact 1 to 3, columns urgency 1 to 3. */
export type PriorityMatrix = { readonly table: readonly (readonly Priority[])[] };
/** Categories with their subcategories; null takes any. */
export type Taxonomy = { readonly categories: Readonly<Record<string, readonly string[]>> | null };
export type AutoClosePolicy = { readonly enabled: boolean; readonly afterMs: number };
export type ReopenPolicy = { readonly windowMs: number; readonly fromClosed: boolean };
export type HoldPolicy = { readonly maxFollowUpMs: number };
export type BackdatingPolicy = { readonly freeMs: number };
/** When an open incident counts as adrift. */
export type AdriftPolicy = { readonly unassignedMs: number; readonly unacknowledgedMs: number; readonly silentMs: number };

export interface PolicyKinds {
  readonly 'priority-matrix': PriorityMatrix;
  readonly taxonomy: Taxonomy;
  readonly 'auto-close': AutoClosePolicy;
  readonly reopen: ReopenPolicy;
  readonly hold: HoldPolicy;
  readonly backdating: BackdatingPolicy;
  readonly adrift: AdriftPolicy;
}

export type PolicyKind = keyof PolicyKinds;

/** A decision records the version it used; version 0 is what applies before anything is published. */
export interface Versioned<P> {
  readonly version: number;
  readonly policy: P;
}

export type IncidentPolicies = { readonly [K in PolicyKind]: Versioned<PolicyKinds[K]> };

export const defaultPolicies: IncidentPolicies = {
  'priority-matrix': { version: 0, policy: { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] } },
  taxonomy: { version: 0, policy: { categories: null } },
  'auto-close': { version: 0, policy: { enabled: true, afterMs: 5 * day } },
  reopen: { version: 0, policy: { windowMs: 7 * day, fromClosed: true } },
  hold: { version: 0, policy: { maxFollowUpMs: 30 * day } },
  backdating: { version: 0, policy: { freeMs: 15 * minute } },
  adrift: { version: 0, policy: { unassignedMs: hour, unacknowledgedMs: 4 * hour, silentMs: 3 * day } },
};

export const policyKinds = Object.keys(defaultPolicies) as readonly PolicyKind[];

export const isPolicyKind = (text: string): text is PolicyKind => Object.hasOwn(defaultPolicies, text);

export const priorityOf = (matrix: PriorityMatrix, impact: Impact, urgency: Urgency): Priority => matrix.table[impact - 1]![urgency - 1]!;
