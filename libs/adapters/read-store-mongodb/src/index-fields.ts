import { textsAt, valueAt, wordsOf, type Scalar } from '@firebreak/event-sourcing';
import type { Layout } from './layout';

export const isScalar = (value: unknown): value is Scalar => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** What is kept beside a document to find it by; undefined where a field is left out. */
export type Kept = Readonly<Record<string, unknown>>;

/** A field of one value is there unless it is null; what is no scalar counts as null. */
const single = (value: unknown): Scalar | undefined => (isScalar(value) ? (value ?? undefined) : undefined);

const several = (value: unknown): Scalar[] => [...new Set((Array.isArray(value) ? (value as unknown[]) : [value]).filter(isScalar))];

const words = (texts: readonly string[]): string[] => [...new Set(texts.flatMap(wordsOf))];

/** A text as phrases are looked for in it: its words with one blank around each. */
export const phraseForm = (text: string): string => ` ${wordsOf(text).join(' ')} `;

const kept = (layout: Layout, touched: (path: string) => { readonly doc: object } | null): Kept => {
  const fields: Record<string, unknown> = {};
  for (const [path, { multi }] of layout.fields) {
    const at = touched(path);
    if (at) fields[layout.field(path)] = multi ? several(valueAt(at.doc, path)) : single(valueAt(at.doc, path));
  }
  for (const path of layout.text) {
    const at = touched(path);
    if (!at) continue;
    const texts = textsAt(at.doc, path);
    fields[layout.words(path)] = words(texts);
    fields[layout.phrases(path)] = texts.map(phraseForm);
  }
  return fields;
};

export const keptOf = (layout: Layout, doc: object): Kept => kept(layout, () => ({ doc }));

const under = (path: string, start: string): boolean => path === start || path.startsWith(`${start}.`);

/** The same for changed paths alone; `changes` has no path inside another, and each is enough to know what it touches. */
export const keptOfChanges = (layout: Layout, changes: ReadonlyMap<string, unknown>): Kept =>
  kept(layout, (path) => {
    for (const [changed, value] of changes) {
      // valueAt needs a document: one that holds nothing but this change.
      if (under(path, changed)) return { doc: nested(changed.split('.'), value) };
      if (under(changed, path)) return { doc: nested(path.split('.'), {}) };
    }
    return null;
  });

const nested = (segments: readonly string[], value: unknown): object => segments.reduceRight<unknown>((inner, segment) => ({ [segment]: inner }), value) as object;
