import { isUtf8 } from 'node:buffer';
import { CodedError } from '@firebreak/event-sourcing';

export const maxDepth = 32;

/** 10,000 in a body of 1 MiB; a route with a larger limit may have as many more. */
export const maxKeysIn = (bodyLimit: number): number => Math.max(10_000, Math.floor((bodyLimit / 1_048_576) * 10_000));

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;

/** What a look at the bytes says before anything is parsed. */
export interface Scan {
  readonly text: string;
  /** Members of all objects, repeated ones included. */
  readonly members: number;
}

/**
 * One pass over the bytes, so that neither depth nor the number of keys can cost anything later.
 * @throws CodedError `invalid-encoding`, `malformed-json`, `too-deep`, `too-many-keys`
 */
export const scan = (bytes: Buffer, maxKeys: number): Scan => {
  if (bytes.length === 0) throw new CodedError('malformed-json');
  if (!isUtf8(bytes)) throw new CodedError('invalid-encoding');
  let depth = 0;
  let members = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === quote) at = endOfString(bytes, at);
    else if (byte === colon) members += 1;
    // `[` is 0x5b and `{` 0x7b, `]` 0x5d and `}` 0x7d: each pair differs in one bit.
    else if ((byte | 0x20) === 0x7b) depth = deeper(depth);
    else if ((byte | 0x20) === 0x7d) depth -= 1;
  }
  if (members > maxKeys) throw new CodedError('too-many-keys');
  return { text: bytes.toString('utf8'), members };
};

const deeper = (depth: number): number => {
  if (depth >= maxDepth) throw new CodedError('too-deep');
  return depth + 1;
};

/** Where the closing quote is; the end of the bytes when there is none, which the parser then complains about. */
const endOfString = (bytes: Buffer, from: number): number => {
  for (let at = from + 1; at < bytes.length; at += 1) {
    const byte = bytes[at]!;
    if (byte === quote) return at;
    if (byte === backslash) at += 1;
  }
  return bytes.length;
};
