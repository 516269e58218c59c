import { CodedError } from '@firebreak/event-sourcing';

const bare = /^[\x21\x23-\x7e]{1,255}$/;
// A string of RFC 9651: printable ASCII in quotes, with `\"` and `\\`.
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/;

/** The key, bare or as a structured-field string: both spellings are the same key. @throws CodedError */
export const parseIdempotencyKey = (header: string | readonly string[] | undefined): string => {
  if (header === undefined || header === '' || header === '""') throw new CodedError('idempotency-key-required');
  if (typeof header !== 'string') throw new CodedError('invalid-idempotency-key');
  if (bare.test(header)) return header;
  const key = quoted.exec(header)?.[1]?.replace(/\\(["\\])/g, '$1');
  if (key === undefined || key.length > 255) throw new CodedError('invalid-idempotency-key');
  return key;
};
