export type TextFault = 'not-a-string' | 'blank' | 'too-short' | 'too-long' | 'forbidden-character';

export interface TextRule {
  /** Characters one can see: neither white space nor zero-width. */
  readonly minVisible: number;
  /** Code points. */
  readonly max: number;
  /** Line breaks and tabs are text. */
  readonly lines: boolean;
}

const plain = /^[\x20-\x7e]*$/;
const control = /[\p{Cc}\p{Zl}\p{Zp}]/u;
const controlButLines = /[^\P{Cc}\n\r\t]/u;
// Embeddings, overrides and isolates reorder what stands around them.
const reordering = /[\u202a-\u202e\u2066-\u2069]/;
const invisible = /[\p{C}\p{Z}\u115f\u1160\u3164\uffa0\u2800]/gu;

/** What is wrong with a text of people, `null` when nothing is. The text itself is never changed. */
export const textFault = (value: unknown, rule: TextRule): TextFault | null => {
  if (typeof value !== 'string') return 'not-a-string';
  if (value.length > rule.max * 2) return 'too-long';
  const isPlain = plain.test(value);
  if (!isPlain) {
    if (!value.isWellFormed()) return 'forbidden-character';
    if ((rule.lines ? controlButLines : control).test(value) || reordering.test(value)) return 'forbidden-character';
  }
  if ((isPlain ? value.length : codePoints(value)) > rule.max) return 'too-long';
  const visible = isPlain ? value.replace(/ /g, '').length : codePoints(value.replace(invisible, ''));
  if (visible === 0) return 'blank';
  return visible < rule.minVisible ? 'too-short' : null;
};

const codePoints = (text: string): number => {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
};
