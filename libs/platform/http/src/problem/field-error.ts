import { CodedError } from '@firebreak/event-sourcing';

export interface FieldError {
  /** RFC 6901. */
  readonly pointer: string;
  readonly code: string;
  /** What may stand there, where that is a list. */
  readonly allowed?: readonly (string | number)[];
}

const maxErrors = 50;
const maxPointer = 200;

/** RFC 6901. A key too long to be one of ours is left out, so that an answer stays small. */
export const pointerTo = (path: readonly (string | number)[]): string => {
  let pointer = '';
  for (const step of path) {
    const next = `${pointer}/${String(step).toWellFormed().replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (next.length > maxPointer) return pointer;
    pointer = next;
  }
  return pointer;
};

/** An unknown property is named before anything else; else the one code that all share, as far as it is one of `telling`. */
const overall = (errors: readonly FieldError[], telling: (code: string) => boolean, otherwise: string): string => {
  const codes = new Set(errors.map(({ code }) => code));
  if (codes.has('unknown-property')) return 'unknown-property';
  const [only] = codes;
  return codes.size === 1 && telling(only!) ? only! : otherwise;
};

const nothingTells = (): boolean => false;

/** One error of many fields. */
export const fieldErrors = (errors: readonly FieldError[], telling = nothingTells as (code: string) => boolean, otherwise = 'invalid-input'): CodedError =>
  new CodedError(overall(errors, telling, otherwise), { errors: errors.slice(0, maxErrors) });
