import type { HoldReason, LevelField, StepActivity, StepStatus, TextField, TimeField } from '../mapped-case';

export type FileKind = 'csv' | 'jsonl' | 'xes';

/** A column, or several of which the first that the record has counts. */
export type Column = string | readonly string[];

export type StepWord = StepStatus | StepActivity;

export interface HoldColumn {
  readonly column: Column;
  readonly values: Readonly<Record<string, HoldReason>>;
  readonly otherwise?: HoldReason;
}

export type StepRule = StepWord | { readonly step: StepWord; readonly hold?: HoldReason | HoldColumn };

export interface JoinedColumns {
  readonly join: readonly Column[];
  readonly separator?: string;
}

export interface StepRules {
  readonly column: Column | JoinedColumns;
  readonly as: 'status' | 'activity';
  readonly values: Readonly<Record<string, StepRule>>;
  readonly otherwise?: StepRule;
}

export interface FieldOptions {
  readonly column?: Column;
  readonly constant?: string | number;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly otherwise?: 'as-is' | 'not-said';
  readonly missing?: 'clears' | 'keeps';
  readonly list?: 'first' | 'last' | 'joined';
  readonly separator?: string;
  readonly in?: readonly StepWord[];
}

export type FieldRule = Column | FieldOptions;
export type MappedField = TextField | LevelField;

export interface TimeColumn {
  readonly time: Column;
  readonly as?: 'status' | 'activity';
  readonly step?: StepRule;
  readonly says?: TimeField;
  readonly fields?: readonly MappedField[];
}

export type Shape =
  | { readonly kind: 'row-per-step' }
  | { readonly kind: 'nested-steps'; readonly path: Column }
  | { readonly kind: 'time-columns'; readonly columns: readonly TimeColumn[] };

/** A mapping as its YAML file has it, past the checks of `parseMapping`. */
export interface Mapping {
  readonly mapping: string;
  readonly title?: string;
  readonly source: string;
  readonly format: {
    readonly kind: FileKind | readonly FileKind[];
    readonly encoding?: string;
    readonly delimiter?: string;
    readonly quote?: string | false;
  };
  readonly shape?: Shape;
  readonly case: Column;
  readonly opened?: 'first-step';
  readonly order?: readonly { readonly column: Column; readonly as?: 'text' | 'number' }[];
  readonly time: { readonly column?: Column; readonly format?: string; readonly zone?: string };
  readonly missing?: readonly string[];
  readonly actor?: { readonly column: Column; readonly machines?: readonly string[] };
  readonly steps?: StepRules;
  readonly fields?: Readonly<Partial<Record<MappedField, FieldRule>>>;
  readonly times?: Readonly<Partial<Record<TimeField, Column>>>;
}
