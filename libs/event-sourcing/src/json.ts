import { CodedError } from './errors';

export type JsonPrimitive = string | number | boolean | null;
export type JsonValue = JsonPrimitive | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

const text = (value: string): string => {
  if (!value.isWellFormed()) throw new CodedError('unstorable-value', { reason: 'lone surrogate' });
  return JSON.stringify(value);
};

/**
 * The one text form of a value, as in RFC 8785: keys sorted by UTF-16 code units, no white space.
 * Events hold only what every engine keeps to the bit, so fractions, unsafe integers, `undefined`
 * and lone surrogates are refused.
 * @throws CodedError `unstorable-value`
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isSafeInteger(value)) throw new CodedError('unstorable-value', { reason: 'not a safe integer' });
      return String(value === 0 ? 0 : value);
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
      const entries = value as Record<string, unknown>;
      const parts: string[] = [];
      for (const key of Object.keys(entries).sort()) parts.push(`${text(key)}:${canonicalJson(entries[key])}`);
      return `{${parts.join(',')}}`;
    }
    default:
      throw new CodedError('unstorable-value', { reason: `a ${typeof value} has no place in an event` });
  }
};
