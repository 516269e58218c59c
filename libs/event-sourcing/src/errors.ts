/** `refusal`: a rule said no. `conflict`: somebody was faster. `unavailable`: try again. `invalid`: the input or the stored form is wrong. */
export interface ErrorDetails {
  readonly [key: string]: unknown;
}

/** The only kind of error that crosses a boundary: told apart by `code`, never by `instanceof`. Codes are listed in docs/errors.md. */
export class CodedError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;

  constructor(code: string, details: ErrorDetails = {}) {
    super(code);
    this.name = 'CodedError';
    this.code = code;
    this.details = details;
  }
}

/** A decision says no. The details name the rule, the field or the role, and what to do. */
export const refused = (code: string, details: ErrorDetails = {}): CodedError => new CodedError(code, details);

/** The code of any thrown value; `undefined` for what is not one of ours. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && 'details' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

export const hasCode = (error: unknown, ...codes: string[]): boolean => codes.includes(errorCode(error) ?? '');
