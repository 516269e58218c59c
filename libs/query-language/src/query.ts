/** What a filter text means, before any field is known. `all` is the empty text and stands only at the root. */
export type Query = { readonly kind: 'all' } | Clause;

export type Clause =
  | { readonly kind: 'and'; readonly items: readonly Clause[] }
  | { readonly kind: 'or'; readonly items: readonly Clause[] }
  | { readonly kind: 'not'; readonly item: Clause }
  | Term
  | Text;

/** `field:a,b`: any of the values. The field is in lower case. */
export interface Term {
  readonly kind: 'term';
  readonly field: string;
  readonly values: readonly TermValue[];
}

/** A word of the full text, or a phrase whose words stand together. */
export interface Text {
  readonly kind: 'text';
  readonly text: string;
  readonly phrase: boolean;
}

export type Comparison = '>' | '>=' | '<' | '<=';

/** A quoted word is taken to the letter: no `*`, no `none`, no `me`. An end of a range that is null is open. */
export type TermValue =
  | { readonly kind: 'word'; readonly text: string; readonly quoted: boolean }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly text: string }
  | { readonly kind: 'range'; readonly from: string | null; readonly to: string | null };

const joined = (kind: 'and' | 'or', clauses: readonly (Clause | null)[]): Clause | null => {
  const items = clauses.flatMap((clause) => (clause === null ? [] : clause.kind === kind ? clause.items : [clause]));
  return items.length > 1 ? { kind, items } : (items[0] ?? null);
};

/** One clause of many, flat; null where nothing is left. */
export const allOf = (clauses: readonly (Clause | null)[]): Clause | null => joined('and', clauses);
export const anyOf = (clauses: readonly (Clause | null)[]): Clause | null => joined('or', clauses);
export const negate = (clause: Clause | null): Clause | null =>
  clause === null ? null : clause.kind === 'not' ? clause.item : { kind: 'not', item: clause };

export const asQuery = (clause: Clause | null): Query => clause ?? { kind: 'all' };
