import { CodedError } from '@firebreak/event-sourcing';
import { fieldErrors, pointerTo, type FieldError } from '../problem/field-error';
import { isInherited } from './inherited-names';
import { maxKeysIn, scan } from './scan';

const defaultLimit = 1_048_576;

export type JsonBody = Record<string, unknown>;

const plain = /^[\x20-\x7e]*$/;
const control = /[^\P{Cc}\t\n\r]/u;

/**
 * The object in a body, with nothing in it that JSON.parse would let through in silence: no repeated keys, no keys that
 * reach for the prototype, no characters that no text has.
 * @throws CodedError `invalid-encoding`, `malformed-json`, `too-deep`, `too-many-keys`, `duplicate-key`, `unknown-property`, `invalid-input`
 */
export const parseBody = (bytes: Buffer, limit = defaultLimit): JsonBody => {
  const { text, members } = scan(bytes, maxKeysIn(limit));
  const value = parsed(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new CodedError('malformed-json');
  const found = new Findings();
  found.look(value, []);
  // The text has more members than the value: one of them was overwritten.
  if (found.members !== members) throw new CodedError('duplicate-key');
  if (found.errors.length > 0) throw fieldErrors(found.errors);
  return value as JsonBody;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new CodedError('malformed-json');
  }
};

class Findings {
  members = 0;
  readonly errors: FieldError[] = [];

  look(value: unknown, path: (string | number)[]): void {
    if (typeof value === 'string') {
      if (!fit(value)) this.add(path, 'forbidden-character');
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) this.below(value[at], path, at);
      return;
    }
    for (const key of Object.keys(value)) {
      this.members += 1;
      if (isInherited(key) || !fit(key)) this.add([...path, key], 'unknown-property');
      this.below((value as JsonBody)[key], path, key);
    }
  }

  private below(value: unknown, path: (string | number)[], step: string | number): void {
    path.push(step);
    this.look(value, path);
    path.pop();
  }

  private add(path: readonly (string | number)[], code: string): void {
    this.errors.push({ pointer: pointerTo(path), code });
  }
}

const fit = (text: string): boolean => plain.test(text) || (text.isWellFormed() && !control.test(text));
