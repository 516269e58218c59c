import { CodedError } from '@firebreak/event-sourcing';

const full = 13;
const constraint = 19;

/** Primary result code of an error thrown by node:sqlite; undefined for any other. */
const primaryCode = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** A handle or statement that its owner has closed. */
const isClosed = (error: unknown): boolean => typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_INVALID_STATE';

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);

export const isConstraint = (error: unknown): boolean => primaryCode(error) === constraint;

/** Did the engine itself fail, so that nobody can say how far it came? A refused value is no such failure. */
export const isEngineFailure = (error: unknown): boolean => isClosed(error) || (primaryCode(error) !== undefined && !isConstraint(error));

export const unavailable = (error: unknown): CodedError => {
  if (error instanceof CodedError) return error;
  const reason = primaryCode(error) === full ? 'disk-full' : messageOf(error);
  return new CodedError('read-store-unavailable', { reason });
};

/** What the engine throws comes out under a code; everything else as it is. */
export const coded = (error: unknown): unknown => (isEngineFailure(error) || isConstraint(error) ? unavailable(error) : error);
