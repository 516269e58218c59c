import { limits, type Report, type Span } from './diagnostics';
import type { Term, TermValue, Text } from './query';
import { comparison, endsText, endsValue, fieldPrefix, isBlank, isComparison, isOr } from './spelling';

/** `nothing` stands where a part was left out, so that its neighbours are not reported as well. */
export type Token = { readonly span: Span } & (
  | { readonly kind: 'open' | 'close' | 'minus' | 'or' | 'nothing' }
  | { readonly kind: 'clause'; readonly clause: Term | Text }
);

/** Where the terms, their values and the words stand in the text; keyed by the node itself. */
export type Spans = ReadonlyMap<object, Span>;

const signs = { '(': 'open', ')': 'close', '-': 'minus' } as const;
const isSign = (char: string): char is keyof typeof signs => Object.hasOwn(signs, char);

class Scanner {
  private at = 0;
  private terms = 0;
  readonly tokens: Token[] = [];
  readonly spans = new Map<object, Span>();

  constructor(
    private readonly text: string,
    private readonly report: Report,
  ) {}

  run(): void {
    while (this.at < this.text.length) {
      const char = this.text.charAt(this.at);
      if (isBlank(char)) this.at += 1;
      else if (this.terms >= limits.terms) return this.cut();
      else this.token(char);
    }
  }

  private token(char: string): void {
    const from = this.at;
    if (isSign(char)) {
      this.at += 1;
      this.tokens.push({ kind: signs[char], span: this.since(from) });
    } else if (char === '"') this.clause({ kind: 'text', text: this.quoted(), phrase: true }, from);
    else {
      const field = this.match(fieldPrefix);
      if (field === null) this.word(from);
      else this.term(field.slice(0, -1).toLowerCase(), from);
    }
  }

  private word(from: number): void {
    const text = this.bare(endsText);
    if (isOr(text)) this.tokens.push({ kind: 'or', span: this.since(from) });
    else this.clause({ kind: 'text', text, phrase: false }, from);
  }

  private term(field: string, from: number): void {
    const values: TermValue[] = [];
    let missing = false;
    do {
      if (values.length > 0 || missing) this.at += 1;
      const start = this.at;
      const value = this.value();
      if (value === null) missing = true;
      else {
        values.push(value);
        this.spans.set(value, this.since(start));
      }
    } while (this.text[this.at] === ',' && this.terms + values.length < limits.terms);
    if (missing) this.report('missing-value', `A value is missing after "${field}:"`, this.since(from));
    this.clause({ kind: 'term', field, values }, from);
  }

  private value(): TermValue | null {
    const op = this.match(comparison);
    if (op !== null && isComparison(op)) {
      const text = this.end();
      return text === null ? null : { kind: 'compare', op, text };
    }
    const quoted = this.text[this.at] === '"';
    const text = quoted ? this.quoted() : this.bare((char) => endsValue(char) || this.text.startsWith('..', this.at));
    if (!this.text.startsWith('..', this.at)) return quoted || text !== '' ? { kind: 'word', text, quoted } : null;
    this.at += 2;
    const from = quoted || text !== '' ? text : null;
    const to = this.end();
    return from === null && to === null ? { kind: 'word', text: '..', quoted: false } : { kind: 'range', from, to };
  }

  private end(): string | null {
    if (this.text[this.at] === '"') return this.quoted();
    const text = this.bare(endsValue);
    return text === '' ? null : text;
  }

  private bare(ends: (char: string | undefined) => boolean): string {
    const from = this.at;
    while (!ends(this.text[this.at])) this.at += 1;
    return this.text.slice(from, this.at);
  }

  private quoted(): string {
    const from = this.at;
    let text = '';
    for (this.at += 1; this.at < this.text.length; this.at += 1) {
      const char = this.text.charAt(this.at);
      const next = this.text.charAt(this.at + 1);
      if (char === '"') {
        this.at += 1;
        return text;
      }
      const escape = char === '\\' && (next === '"' || next === '\\');
      if (escape) this.at += 1;
      text += escape ? next : char;
    }
    this.report('unclosed-quote', 'The quote is not closed', this.since(from));
    return text;
  }

  private clause(clause: Term | Text, from: number): void {
    const span = this.since(from);
    const empty = clause.kind === 'term' ? clause.values.length === 0 : clause.text === '';
    if (empty && clause.kind === 'text') this.report('missing-value', 'The phrase is empty', span);
    this.tokens.push(empty ? { kind: 'nothing', span } : { kind: 'clause', clause, span });
    this.terms += clause.kind === 'term' ? clause.values.length : 1;
    this.spans.set(clause, span);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private cut(): void {
    this.report('too-many-terms', `Only the first ${limits.terms} terms are used`, { from: this.at, to: this.text.length });
  }

  private since(from: number): Span {
    return { from, to: this.at };
  }
}

export const tokenize = (text: string, report: Report): { readonly tokens: readonly Token[]; readonly spans: Spans } => {
  const scanner = new Scanner(text, report);
  scanner.run();
  return scanner;
};
