import { diagnosticList, limits, type Diagnostic, type Report, type Span } from './diagnostics';
import { fieldIndex, type FieldSpec } from './fields';
import { allOf, anyOf, asQuery, negate, type Clause, type Query } from './query';
import { tokenize, type Spans, type Token } from './tokens';

export interface Parsed {
  readonly query: Query;
  readonly diagnostics: readonly Diagnostic[];
  /** Hand these to `resolveQuery`, and its diagnostics have positions as well. */
  readonly spans: Spans;
}

/** Afterwards every parenthesis has its partner and none is deeper than the limit, so that the parser need not look. */
const balance = (tokens: readonly Token[], end: number, report: Report): readonly Token[] => {
  const balanced: Token[] = [];
  const opened: Span[] = [];
  let skipped = 0;
  for (const token of tokens) {
    const step = token.kind === 'open' ? 1 : token.kind === 'close' ? -1 : 0;
    if (skipped > 0) skipped += step;
    else if (step === 1 && opened.length === limits.depth) {
      skipped = 1;
      report('too-deep', `More than ${limits.depth} levels of parentheses: this group is left out`, token.span);
      balanced.push({ kind: 'nothing', span: token.span });
    } else if (step === -1 && opened.pop() === undefined) {
      report('unbalanced-parenthesis', 'This parenthesis closes nothing', token.span);
    } else {
      if (step === 1) opened.push(token.span);
      balanced.push(token);
    }
  }
  for (const span of opened.reverse()) {
    report('unbalanced-parenthesis', 'This parenthesis is not closed', span);
    balanced.push({ kind: 'close', span: { from: end, to: end } });
  }
  return balanced;
};

class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly report: Report,
  ) {}

  either(): Clause | null {
    const options: (Clause | null)[] = [];
    let dangling: Span | null = null;
    for (;;) {
      const start = this.at;
      options.push(this.every());
      const empty = this.at === start;
      const token = this.tokens[this.at];
      const more = token?.kind === 'or';
      if (empty && (dangling !== null || more)) {
        this.report('dangling-or', 'Something is missing beside "or"', dangling ?? token?.span ?? null);
      }
      if (!more) return anyOf(options);
      dangling = empty ? null : token.span;
      this.at += 1;
    }
  }

  private every(): Clause | null {
    const clauses: (Clause | null)[] = [];
    for (let token = this.tokens[this.at]; token && token.kind !== 'or' && token.kind !== 'close'; token = this.tokens[this.at]) {
      clauses.push(this.operand(token));
    }
    return allOf(clauses);
  }

  private operand(first: Token): Clause | null {
    let token = first;
    let negated = false;
    while (token.kind === 'minus') {
      const next = this.tokens[this.at + 1];
      this.at += 1;
      if (!next || next.kind === 'or' || next.kind === 'close' || next.span.from !== token.span.to) {
        this.report('dangling-negation', 'A "-" negates what follows it without a space', token.span);
        return null;
      }
      negated = !negated;
      token = next;
    }
    this.at += 1;
    const clause = token.kind === 'clause' ? token.clause : token.kind === 'open' ? this.group(token.span) : null;
    return negated ? negate(clause) : clause;
  }

  private group(open: Span): Clause | null {
    const empty = this.tokens[this.at]?.kind === 'close';
    if (empty) this.report('empty-group', 'There is nothing between the parentheses', open);
    const clause = this.either();
    this.at += 1;
    return clause;
  }
}

/**
 * Reads any text; never throws. What cannot be read is left out and reported with its position.
 * With `fields`, unknown field names are reported too; the query itself does not depend on them.
 */
export const parseQuery = (text: string, fields?: readonly FieldSpec[]): Parsed => {
  const list = diagnosticList();
  const { tokens, spans } = tokenize(text, list.report);
  if (fields) {
    const index = fieldIndex(fields);
    for (const token of tokens) {
      if (token.kind === 'clause' && token.clause.kind === 'term') index.find(token.clause.field, token.span, list.report);
    }
  }
  const clause = new Parser(balance(tokens, text.length, list.report), list.report).either();
  return { query: asQuery(clause), diagnostics: list.sorted(), spans };
};
