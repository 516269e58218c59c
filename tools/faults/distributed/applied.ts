export interface Applied {
  readonly duplicates: number;
  readonly healed: number;
}

interface Counted {
  readonly duplicates?: unknown;
  readonly healed?: unknown;
}

const numberOf = (value: unknown): number => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`what a projection has done is no number: ${String(value)}`);
  return value;
};

/** What all projections of a replica have done, out of its list of read models. @throws Error for what does not count */
export const appliedOf = ({ items }: { readonly items: readonly { readonly projections?: readonly Counted[] }[] }): Applied => {
  const projections = items.flatMap((model) => model.projections ?? []);
  if (projections.length === 0) throw new Error('the service names no projection');
  return projections.reduce<Applied>((sum, each) => ({ duplicates: sum.duplicates + numberOf(each.duplicates), healed: sum.healed + numberOf(each.healed) }), { duplicates: 0, healed: 0 });
};
