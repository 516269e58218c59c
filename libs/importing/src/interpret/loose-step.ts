import type { Instant, StepMeaning, TimeField } from '../mapped-case';
import type { MappedField } from '../mapping/mapping';
import type { FieldValue } from './field-rules';

export type OrderKey = string | number | null;

/** A step as one row says it, before its case is put in order. */
export interface LooseStep {
  readonly at: Instant;
  readonly order: readonly OrderKey[];
  /** Position over all files of the import. */
  readonly position: number;
  readonly file: string;
  readonly row: number;
  readonly actor: string | null;
  readonly machine: boolean;
  readonly step: StepMeaning | null;
  /** What the row says; the names are shared by all steps of a file, `undefined` is what it does not say. */
  readonly fieldNames: readonly MappedField[];
  readonly fields: readonly (FieldValue | undefined)[];
  readonly timeNames: readonly TimeField[];
  readonly times: readonly (Instant | undefined)[];
}

const compareKeys = (a: OrderKey, b: OrderKey): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
};

/** Time, then the mapping's order columns (missing first), then the position in the file. */
export const compareSteps = (a: LooseStep, b: LooseStep): number => {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  for (let index = 0; index < a.order.length; index += 1) {
    const order = compareKeys(a.order[index] ?? null, b.order[index] ?? null);
    if (order !== 0) return order;
  }
  return a.position - b.position;
};
