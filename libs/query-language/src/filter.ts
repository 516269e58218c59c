export type Scalar = string | number | boolean | null;

/** A condition over dotted paths that any read store can answer; the same structure as the read-store port's. */
export type Filter =
  | { readonly op: 'all' }
  | { readonly op: 'none' }
  | { readonly op: 'eq'; readonly field: string; readonly value: Scalar }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | ({ readonly op: 'range'; readonly field: string } & Bounds)
  | { readonly op: 'prefix'; readonly field: string; readonly value: string }
  | { readonly op: 'and'; readonly filters: readonly Filter[] }
  | { readonly op: 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'text'; readonly text: string; readonly phrase: boolean };

export interface Bounds {
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
}

const combine = (op: 'and' | 'or', filters: readonly Filter[]): Filter => {
  const [neutral, absorbing] = op === 'and' ? (['all', 'none'] as const) : (['none', 'all'] as const);
  if (filters.some((filter) => filter.op === absorbing)) return { op: absorbing };
  const rest = filters.filter((filter) => filter.op !== neutral);
  return rest.length > 1 ? { op, filters: rest } : (rest[0] ?? { op: neutral });
};

export const both = (filters: readonly Filter[]): Filter => combine('and', filters);

export const not = (filter: Filter): Filter => {
  if (filter.op === 'not') return filter.filter;
  if (filter.op === 'all') return { op: 'none' };
  return filter.op === 'none' ? { op: 'all' } : { op: 'not', filter };
};

/** Equalities on the same field become one `in`; null stays apart, since engines do not find it by `in`. */
export const either = (filters: readonly Filter[]): Filter => {
  const values = new Map<string, Set<Scalar>>();
  const rest: Filter[] = [];
  for (const filter of filters) {
    if (filter.op !== 'eq' || filter.value === null) rest.push(filter);
    else values.set(filter.field, (values.get(filter.field) ?? new Set()).add(filter.value));
  }
  const merged = Array.from(values, ([field, found]): Filter => {
    const [first = null, ...others] = found;
    return others.length === 0 ? { op: 'eq', field, value: first } : { op: 'in', field, values: [first, ...others] };
  });
  return combine('or', [...merged, ...rest]);
};
