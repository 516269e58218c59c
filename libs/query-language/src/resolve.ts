import { diagnosticList, type Diagnostic, type DiagnosticList } from './diagnostics';
import { accepts, fieldIndex, type FieldIndex, type FieldSpec } from './fields';
import { both, either, not, type Bounds, type Filter, type Scalar } from './filter';
import { nearest } from './nearest';
import { parseQuery } from './parse';
import type { Comparison, Query, Term, TermValue } from './query';
import type { Spans } from './tokens';
import { plus, readDuration, readMoment, type Instant, type TimeFrame } from './times';

export interface ResolveContext {
  readonly fields: readonly FieldSpec[];
  readonly now: Instant;
  /** IANA name of the zone in which calendar periods are meant. */
  readonly zone: string;
  /** Who asks; without it `me` and `mine` match nothing. */
  readonly me?: { readonly id: string; readonly groups: readonly string[] };
  /** From `parseQuery`; without it the diagnostics have no position. */
  readonly spans?: Spans;
}

export interface Resolved {
  readonly filter: Filter;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a typed value is in the store: one value, or a period from `low` up to, not including, `next`. */
type Reading = { readonly low: Scalar; readonly next: Scalar | null };
type Word = Extract<TermValue, { kind: 'word' }>;
type Bounded = Exclude<TermValue, Word>;

const isScalar = (value: Filter | Scalar): value is Scalar => typeof value !== 'object' || value === null;

/** By what is typed, or by what is stored: `p:1` and `p:P1`. */
const known = (field: FieldSpec, text: string): Filter | Scalar | undefined => {
  const entries = Object.entries(field.values ?? {});
  const wanted = text.toLowerCase();
  const typed = entries.find(([key]) => key.toLowerCase() === wanted);
  return (typed ?? entries.find(([, value]) => typeof value === 'string' && value.toLowerCase() === wanted))?.[1];
};

const read = (field: FieldSpec, text: string, frame: TimeFrame): Reading | null => {
  const mapped = known(field, text);
  if (mapped !== undefined) return isScalar(mapped) && mapped !== null ? { low: mapped, next: null } : null;
  const one = (low: Scalar): Reading | null => (low === null ? null : { low, next: null });
  switch (field.kind) {
    case 'flag':
      return null;
    case 'keyword':
      return one(text);
    case 'number':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) ? one(Number(text)) : null;
    case 'instant': {
      const moment = readMoment(text, frame);
      return moment && { low: moment.start, next: moment.end };
    }
    case 'duration': {
      const millis = readDuration(text);
      if (millis === null || !field.clock) return one(millis);
      return one(plus(frame.now, field.clock === 'until' ? millis : 0 - millis));
    }
  }
};

const compared = (op: Comparison, { low, next }: Reading): Bounds => {
  if (op === '>') return next === null ? { gt: low } : { gte: next };
  if (op === '>=') return { gte: low };
  if (op === '<') return { lt: low };
  return next === null ? { lte: low } : { lt: next };
};

/** The longer ago, the earlier: a comparison of the time since turns round. */
const opposite = { '>': '<', '>=': '<=', '<': '>', '<=': '>=' } as const satisfies Record<Comparison, Comparison>;

const isEmpty = (bounds: Bounds): boolean => {
  const low = bounds.gt ?? bounds.gte ?? null;
  const high = bounds.lt ?? bounds.lte ?? null;
  if (low === null || high === null || typeof low !== typeof high) return false;
  return low > high || (low === high && (bounds.gt !== undefined || bounds.lt !== undefined));
};

class Resolver {
  private readonly index: FieldIndex;

  constructor(
    private readonly context: ResolveContext,
    private readonly list: DiagnosticList,
  ) {
    this.index = fieldIndex(context.fields);
  }

  resolve(query: Query): Filter {
    switch (query.kind) {
      case 'all':
        return { op: 'all' };
      case 'and':
        return both(query.items.map((item) => this.resolve(item)));
      case 'or':
        return either(query.items.map((item) => this.resolve(item)));
      case 'not':
        return not(this.resolve(query.item));
      case 'text':
        return { op: 'text', text: query.text, phrase: query.phrase };
      case 'term':
        return this.term(query);
    }
  }

  private term(term: Term): Filter {
    const field = this.index.find(term.field, this.context.spans?.get(term) ?? null, this.list.report);
    if (field) return either(term.values.map((value) => (value.kind === 'word' ? this.word(field, value) : this.bounded(field, value))));
    return { op: 'text', text: `${term.field}:${term.values.map(plain).join(',')}`, phrase: true };
  }

  private word(field: FieldSpec, value: Word): Filter {
    const { text } = value;
    const special = value.quoted ? null : this.special(field, value);
    if (special) return special;
    const mapped = known(field, text);
    if (mapped !== undefined) return isScalar(mapped) ? { op: 'eq', field: field.path, value: mapped } : mapped;
    if (!value.quoted && text.endsWith('*')) return this.beginning(field, text.slice(0, -1), value);
    if (field.kind === 'flag' || (field.kind === 'keyword' && field.values)) this.unknown(field, value);
    if (field.kind === 'flag') return { op: 'none' };
    const reading = read(field, text, this.context);
    if (!reading) return this.invalid(field, value);
    if (reading.next !== null) return { op: 'range', field: field.path, gte: reading.low, lt: reading.next };
    if (field.kind === 'instant' || field.clock) {
      const hint = `Only the very instant equals this; compare instead, as in ${field.name}:>${text}`;
      this.report('needs-comparison', value, hint, `>${text}`);
    }
    return { op: 'eq', field: field.path, value: reading.low };
  }

  private special(field: FieldSpec, value: Word): Filter | null {
    const text = value.text.toLowerCase();
    if (text === 'none' && field.none !== undefined) return absent(field, field.none);
    if (!field.self || (text !== 'me' && text !== 'mine')) return null;
    const { me } = this.context;
    if (!me) {
      this.report('no-person', value, `Nobody is asking, so "${text}" matches nothing`);
      return { op: 'none' };
    }
    const values = field.self === 'id' ? [me.id] : me.groups;
    return either(values.map((mine) => ({ op: 'eq', field: field.path, value: mine })));
  }

  private beginning(field: FieldSpec, start: string, value: Word): Filter {
    if (start === '' && field.none !== undefined) return not(absent(field, field.none));
    const begun = Object.entries(field.values ?? {}).filter(([key]) => key.toLowerCase().startsWith(start.toLowerCase()));
    if (begun.length > 0) return either(begun.map(([, to]) => (isScalar(to) ? { op: 'eq', field: field.path, value: to } : to)));
    return field.kind === 'keyword' ? { op: 'prefix', field: field.path, value: start } : this.invalid(field, value);
  }

  private bounded(field: FieldSpec, value: Bounded): Filter {
    const ends = value.kind === 'compare' ? ([[value.op, value.text]] as const) : ([['>=', value.from], ['<=', value.to]] as const);
    let bounds: Bounds = {};
    for (const [op, text] of ends) {
      if (text === null) continue;
      const reading = read(field, text, this.context);
      if (!reading) return this.invalid(field, value);
      bounds = { ...bounds, ...compared(field.clock === 'since' ? opposite[op] : op, reading) };
    }
    if (!isEmpty(bounds)) return { op: 'range', field: field.path, ...bounds };
    this.report('empty-range', value, 'The range ends before it begins, so this matches nothing');
    return { op: 'none' };
  }

  private unknown(field: FieldSpec, value: Word): void {
    const near = nearest(value.text, Object.keys(field.values ?? {}));
    const hint = near === null ? '' : `; did you mean "${near}"?`;
    this.report('unknown-value', value, `"${field.name}" has no value "${value.text}"${hint}`, near);
  }

  private invalid(field: FieldSpec, value: TermValue): Filter {
    this.report('invalid-value', value, `"${field.name}" takes ${accepts[field.kind]}; so this matches nothing`);
    return { op: 'none' };
  }

  private report(code: Diagnostic['code'], value: TermValue, message: string, suggestion: string | null = null): void {
    this.list.report(code, message, this.context.spans?.get(value) ?? null, suggestion);
  }
}

const absent = (field: FieldSpec, none: 'null' | Filter): Filter =>
  none === 'null' ? { op: 'eq', field: field.path, value: null } : none;

const plain = (value: TermValue): string => {
  if (value.kind === 'word') return value.text;
  return value.kind === 'compare' ? `${value.op}${value.text}` : `${value.from ?? ''}..${value.to ?? ''}`;
};

/**
 * The condition a query stands for at an instant, for a person, in a zone. Paths come only from `fields`; an unknown
 * field is searched as a phrase, a value that cannot be read matches nothing, and both are reported.
 */
export const resolveQuery = (query: Query, context: ResolveContext): Resolved => {
  const list = diagnosticList();
  const filter = new Resolver(context, list).resolve(query);
  return { filter, diagnostics: list.sorted() };
};

/** `parseQuery` and `resolveQuery` in one, with the diagnostics of both in the order of the text. */
export const compileQuery = (text: string, context: Omit<ResolveContext, 'spans'>): Resolved & { readonly query: Query } => {
  const parsed = parseQuery(text);
  const resolved = resolveQuery(parsed.query, { ...context, spans: parsed.spans });
  const diagnostics = [...parsed.diagnostics, ...resolved.diagnostics].sort((a, b) => (a.span?.from ?? 0) - (b.span?.from ?? 0));
  return { query: parsed.query, filter: resolved.filter, diagnostics };
};
