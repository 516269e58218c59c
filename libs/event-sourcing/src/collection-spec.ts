import { CodedError } from './errors';
import type { CollectionSpec } from './read-store';

/** Paths that conditions and sort orders may name, and whether each holds several values. */
export type DeclaredFields = ReadonlyMap<string, { readonly multi: boolean }>;

const namePattern = /^[a-z][a-z0-9_]{0,62}$/;
const pathPattern = /^[A-Za-z0-9_-]{1,64}(\.[A-Za-z0-9_-]{1,64}){0,7}$/;

/** What a declaration allows, the same in every engine. @throws CodedError `invalid-collection` {name, reason} */
export const declaredFields = (spec: CollectionSpec): DeclaredFields => {
  const invalid = (reason: string): CodedError => new CodedError('invalid-collection', { name: spec.name, reason });
  if (!namePattern.test(spec.name)) throw invalid('name');
  for (const path of spec.text ?? []) if (!pathPattern.test(path)) throw invalid(`path ${path}`);
  const fields = new Map<string, { readonly multi: boolean }>();
  for (const { fields: paths, multi = false, unique = false } of spec.indexes) {
    if (paths.length === 0) throw invalid('an index without fields');
    if (multi && (paths.length > 1 || unique)) throw invalid('an index of several values has one field and is not unique');
    for (const path of paths) {
      if (!pathPattern.test(path)) throw invalid(`path ${path}`);
      if ((fields.get(path)?.multi ?? multi) !== multi) throw invalid(`${path} holds one value or several`);
      fields.set(path, { multi });
    }
  }
  return fields;
};

/** @throws CodedError `undeclared-field` {field} */
export const declaredField = (fields: DeclaredFields, field: string): { readonly multi: boolean } => {
  const declared = fields.get(field);
  if (!declared) throw new CodedError('undeclared-field', { field });
  return declared;
};
