import { declaredFields, type CollectionSpec, type DeclaredFields } from '@firebreak/event-sourcing';
import type { IndexDescription } from 'mongodb';

/**
 * A stored document: `doc` is the document, `k` its values by declared path, `t` its words and `p` its phrases by searched
 * path, `w` the names of the last writes. Names of fields are made here and nowhere else, from checked paths.
 */
export interface Layout {
  readonly spec: CollectionSpec;
  readonly fields: DeclaredFields;
  readonly text: readonly string[];
  field(path: string): string;
  words(path: string): string;
  phrases(path: string): string;
}

const flat = (path: string): string => path.replaceAll('.', '/');

export const layoutOf = (spec: CollectionSpec): Layout => ({
  spec,
  fields: declaredFields(spec),
  text: spec.text ?? [],
  field: (path) => `k.${flat(path)}`,
  words: (path) => `t.${flat(path)}`,
  phrases: (path) => `p.${flat(path)}`,
});

const allIndexes = (layout: Layout): IndexDescription[] => [
  ...layout.spec.indexes.flatMap(({ fields, multi, unique }): IndexDescription[] => {
    const paths = fields.map((path) => layout.field(path));
    const key = Object.fromEntries(paths.map((path) => [path, 1] as const));
    const plain = { name: `by ${fields.join(' ')}`, key: multi ? key : { ...key, _id: 1 as const } };
    // Null is not kept, so documents without a value do not collide.
    const whole = Object.fromEntries(paths.map((path) => [path, { $exists: true }]));
    return unique ? [plain, { name: `once ${fields.join(' ')}`, key, unique: true, partialFilterExpression: whole }] : [plain];
  }),
  ...layout.text.map((path): IndexDescription => ({ name: `words ${path}`, key: { [layout.words(path)]: 1 } })),
];

/** What has to be there for the declared conditions to be fast and the unique values to be unique; each once. */
export const indexesOf = (layout: Layout): IndexDescription[] => [...new Map(allIndexes(layout).map((index) => [index.name, index])).values()];
