import { CodedError } from '@firebreak/event-sourcing';

const strong = /^"(0|[1-9][0-9]{0,14})"$/;

export type IfMatch = { readonly expected: number | null; readonly exists: boolean; readonly expectation: number | 'exists' | 'any' };

/** The revision in If-Match. A weak ETag never matches a revision, so it is refused like any other spelling. @throws CodedError */
export const parseIfMatch = (header: string | undefined, required: boolean): IfMatch => {
  if (header === undefined) {
    if (required) throw new CodedError('precondition-required');
    return { expected: null, exists: false, expectation: 'any' };
  }
  if (header === '*') return { expected: null, exists: true, expectation: 'exists' };
  const match = strong.exec(header);
  if (!match) throw new CodedError('invalid-if-match');
  const expected = Number(match[1]);
  return { expected, exists: false, expectation: expected };
};

/** Whether If-None-Match names the revision; weak comparison, as RFC 9110 has it. */
export const namedBy = (header: string | undefined, revision: number): boolean => {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((etag) => etag.trim().replace(/^W\//, '') === etagOf(revision));
};

export const etagOf = (revision: number): string => `"${revision}"`;
