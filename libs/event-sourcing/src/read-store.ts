import type { JsonPrimitive } from './json';

export type Scalar = JsonPrimitive;

/** A store-neutral condition over declared fields. Fields are dotted paths; a multi-valued field matches when any value does. */
export type Filter =
  | { readonly op: 'all' }
  | { readonly op: 'none' }
  | { readonly op: 'eq'; readonly field: string; readonly value: Scalar }
  | { readonly op: 'in'; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly op: 'range'; readonly field: string; readonly gt?: Scalar; readonly gte?: Scalar; readonly lt?: Scalar; readonly lte?: Scalar }
  | { readonly op: 'prefix'; readonly field: string; readonly value: string }
  | { readonly op: 'and'; readonly filters: readonly Filter[] }
  | { readonly op: 'or'; readonly filters: readonly Filter[] }
  | { readonly op: 'not'; readonly filter: Filter }
  | { readonly op: 'text'; readonly text: string; readonly phrase: boolean };

export interface IndexSpec {
  /** Dotted paths, most selective first. */
  readonly fields: readonly string[];
  /** The (single) field is an array of scalars; each value is indexed. */
  readonly multi?: boolean;
  readonly unique?: boolean;
}

export interface CollectionSpec {
  /** `[a-z][a-z0-9_]*`; carries the version of the read model: `incident_list_v2`. */
  readonly name: string;
  readonly indexes: readonly IndexSpec[];
  /** Paths searched by the `text` condition. */
  readonly text?: readonly string[];
}

export type Document = Readonly<Record<string, unknown>>;
export type Guard = Readonly<Record<string, Scalar>>;

export interface FindOptions {
  readonly filter: Filter;
  /** Ties are broken by id, in the direction of the last field: one index gives such an order, read either way. Ascending where there is none. */
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  /** Exclusive: the sort values and the id of the last document of the page before. */
  readonly after?: { readonly values: readonly Scalar[]; readonly id: string };
  readonly limit?: number;
  /** Dotted paths that will be looked at; of what else stands in the documents nothing is promised then. */
  readonly only?: readonly string[];
}

export interface Found<D> {
  readonly id: string;
  readonly doc: D;
}

export type Write<D> =
  | { readonly op: 'insert'; readonly id: string; readonly doc: D }
  | { readonly op: 'replace'; readonly id: string; readonly where: Guard; readonly doc: D };

/**
 * Documents by id. Each write is one atomic document write whose filter makes a repeat harmless:
 * no upsert, no transaction, no increment.
 */
export interface Collection<D extends object> {
  get(id: string): Promise<D | null>;
  /** @param only as in `FindOptions` */
  getMany(ids: readonly string[], only?: readonly string[]): Promise<ReadonlyMap<string, D>>;
  /** @returns false when the id is taken */
  insert(id: string, doc: D): Promise<boolean>;
  /** Replaces the document when every guarded path equals. @returns false when it did not match */
  replace(id: string, where: Guard, doc: D): Promise<boolean>;
  /** Sets dotted paths when every guarded path equals. A path segment never holds a dot. @returns false when it did not match */
  set(id: string, where: Guard, changes: Readonly<Record<string, unknown>>): Promise<boolean>;
  /** Independent writes, in any order; each answers as it would alone. */
  bulk(writes: readonly Write<D>[]): Promise<readonly boolean[]>;
  find(options: FindOptions): Promise<readonly Found<D>[]>;
  count(filter: Filter): Promise<number>;
  delete(id: string): Promise<boolean>;
}

export interface ReadStore {
  /** Creates collection and indexes where missing. */
  collection<D extends object>(spec: CollectionSpec): Promise<Collection<D>>;
  drop(name: string): Promise<void>;
  /** Several writes as one unit where the engine can, for speed alone: correctness never depends on it. */
  batch<T>(work: () => Promise<T>): Promise<T>;
}
