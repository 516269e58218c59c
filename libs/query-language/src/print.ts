import { allOf, anyOf, asQuery, negate, type Clause, type Query, type TermValue } from './query';
import { isBareText, isBareValue, spellEnd, spellStart, spellText, spellWord } from './spelling';

const tidyValue = (value: TermValue): TermValue =>
  value.kind === 'word' ? { ...value, quoted: value.quoted || !isBareValue(value.text) } : value;

const tidy = (clause: Clause): Clause | null => {
  switch (clause.kind) {
    case 'and':
      return allOf(clause.items.map(tidy));
    case 'or':
      return anyOf(clause.items.map(tidy));
    case 'not':
      return negate(tidy(clause.item));
    case 'term':
      if (clause.values.length === 0) return null;
      return { kind: 'term', field: clause.field.toLowerCase(), values: clause.values.map(tidyValue) };
    case 'text':
      return clause.text === '' ? null : { ...clause, phrase: clause.phrase || !isBareText(clause.text) };
  }
};

/** The form that the parser gives back: flat, no double negation, quoted where a bare word would be read otherwise. */
export const canonicalQuery = (query: Query): Query => (query.kind === 'all' ? query : asQuery(tidy(query)));

const printValue = (value: TermValue): string => {
  switch (value.kind) {
    case 'word':
      return spellWord(value.text, value.quoted);
    case 'compare':
      return `${value.op}${spellEnd(value.text)}`;
    case 'range':
      return `${value.from === null ? '' : spellStart(value.from)}..${value.to === null ? '' : spellEnd(value.to)}`;
  }
};

const grouped = (clause: Clause, inside: boolean): string => (inside ? `(${print(clause)})` : print(clause));

const print = (clause: Clause): string => {
  switch (clause.kind) {
    case 'and':
      return clause.items.map((item) => grouped(item, item.kind === 'or')).join(' ');
    case 'or':
      return clause.items.map(print).join(' or ');
    case 'not':
      return `-${grouped(clause.item, clause.item.kind === 'and' || clause.item.kind === 'or')}`;
    case 'term':
      return `${clause.field}:${clause.values.map(printValue).join(',')}`;
    case 'text':
      return spellText(clause.text, clause.phrase);
  }
};

/** The canonical text of a query; the empty text for `all`. Parsed, it gives `canonicalQuery(query)` back. */
export const printQuery = (query: Query): string => {
  const canonical = canonicalQuery(query);
  return canonical.kind === 'all' ? '' : print(canonical);
};
