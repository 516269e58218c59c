/** A stretch of the text, in UTF-16 code units, `to` exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type DiagnosticCode =
  | 'unclosed-quote'
  | 'unbalanced-parenthesis'
  | 'empty-group'
  | 'dangling-or'
  | 'dangling-negation'
  | 'missing-value'
  | 'too-deep'
  | 'too-many-terms'
  | 'unknown-field'
  | 'unknown-value'
  | 'invalid-value'
  | 'empty-range'
  | 'needs-comparison'
  | 'no-person';

/** Something to underline. Nothing in a filter text is an error that stops the query. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly message: string;
  /** Null where the query did not come from a text. */
  readonly span: Span | null;
  /** What could stand at the span instead. */
  readonly suggestion: string | null;
}

/** Bounds on what one filter text may ask of a reader: nesting, values and words, and diagnostics that are kept. */
export const limits = { depth: 50, terms: 500, diagnostics: 100 } as const;

export type Report = (code: DiagnosticCode, message: string, span: Span | null, suggestion?: string | null) => void;

export interface DiagnosticList {
  readonly report: Report;
  /** In the order of the text. */
  readonly sorted: () => readonly Diagnostic[];
}

export const diagnosticList = (): DiagnosticList => {
  const found: Diagnostic[] = [];
  return {
    report: (code, message, span, suggestion = null) => {
      if (found.length < limits.diagnostics) found.push({ code, message, span, suggestion });
    },
    sorted: () => found.sort((a, b) => (a.span?.from ?? 0) - (b.span?.from ?? 0)),
  };
};
