import { textsAt, valueAt, wordsOf, type Scalar } from '@firebreak/event-sourcing';

export type SqlValue = string | number | Uint8Array;

/**
 * Scalars as SQLite orders them: numbers, texts, blobs; null is the number below all numbers, so that every comparison
 * has two outcomes and every order is the order of an index.
 */
export const nullValue = -Infinity;
const [no, yes] = [Uint8Array.of(0), Uint8Array.of(1)];

export const encode = (value: Scalar): SqlValue => (value === null ? nullValue : value === true ? yes : value === false ? no : value);

const isScalar = (value: unknown): value is Scalar => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** The value of a path that holds one: what is no scalar counts as none. */
export const singleAt = (doc: object, path: string): SqlValue => {
  const value = valueAt(doc, path);
  return isScalar(value) ? encode(value) : nullValue;
};

/** The values of a path that holds several, each once. */
export const severalAt = (doc: object, path: string): SqlValue[] => {
  const value = valueAt(doc, path);
  const scalars = (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isScalar);
  return [...new Set(scalars)].map(encode);
};

// No letter or digit, so it is in no phrase; the tokenizer takes it as a word of its own.
const betweenTexts = ' \u{10ffff} ';

/** The words of a path's texts as they are searched. */
export const searchable = (doc: object, path: string): string =>
  textsAt(doc, path)
    .map((text) => wordsOf(text).join(' '))
    .join(betweenTexts);

/** The least text above all texts that begin so; null where there is none. */
export const afterPrefix = (prefix: string): string | null => {
  const points = [...prefix].map((letter) => letter.codePointAt(0)!);
  while (points.length > 0) {
    const last = points.pop()!;
    if (last < 0x10ffff) return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
  }
  return null;
};
