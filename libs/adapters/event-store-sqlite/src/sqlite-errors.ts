import { CodedError } from '@firebreak/event-sourcing';

const busy = 5;
const full = 13;
const constraint = 19;
const damaged = [11, 26];

/** Primary result code of an error thrown by node:sqlite; undefined for any other. */
const primaryCode = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

export const isBusy = (error: unknown): boolean => primaryCode(error) === busy;
export const isDiskFull = (error: unknown): boolean => primaryCode(error) === full;
export const isConstraint = (error: unknown): boolean => primaryCode(error) === constraint;

const reasonOf = (error: unknown): string => {
  if (isDiskFull(error)) return 'disk-full';
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
};

export const unavailable = (error: unknown): CodedError => new CodedError('store-unavailable', { reason: reasonOf(error) });

/** What the engine says of a file it cannot open, under a code. */
export const unopened = (error: unknown, path: string): unknown => {
  const code = primaryCode(error);
  if (code === undefined) return error;
  return damaged.includes(code) ? new CodedError('store-damaged', { path, reason: reasonOf(error) }) : unavailable(error);
};

/** Runs a read; what the engine throws comes out under a code. @throws CodedError `store-unavailable` */
export const reading = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw primaryCode(error) === undefined ? error : unavailable(error);
  }
};
