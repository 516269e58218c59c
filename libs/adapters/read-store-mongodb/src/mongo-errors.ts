import { CodedError } from '@firebreak/event-sourcing';
import { MongoBulkWriteError, MongoError, MongoInvalidArgumentError, MongoNetworkError, MongoWriteConcernError } from 'mongodb';

const duplicate = 11000;
// A document beyond the limit of the server, before and after an update.
const tooLarge = [10334, 17419, 17420];
// Not primary, stepping down, shutting down, a time limit: the write may be there or not, and may be there and be lost again.
const unsure = [6, 7, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

const codeOf = (error: unknown): number | undefined => (error instanceof MongoError && typeof error.code === 'number' ? error.code : undefined);

export const isDuplicate = (error: unknown): boolean => codeOf(error) === duplicate;

/** A dotted path leads through what is no object. */
export const isNotViable = (error: unknown): boolean => codeOf(error) === 28;

/** A bulk write hides what ended it early: no write of it was refused, and no server gave a number. */
const isBrokenOff = (error: unknown): boolean => error instanceof MongoBulkWriteError && [error.writeErrors].flat().length === 0 && typeof error.code !== 'number';

/** The request never left: the pool was emptied while it waited for a connection. */
export const isUnsent = (error: unknown): boolean => error instanceof MongoError && error.name === 'MongoPoolClearedError';

/** May the write be there although nobody said so? */
export const isLostAnswer = (error: unknown): boolean => {
  if (isUnsent(error)) return false;
  if (error instanceof MongoNetworkError || error instanceof MongoWriteConcernError || isBrokenOff(error)) return true;
  if (error instanceof MongoBulkWriteError && error.result.getWriteConcernError() !== undefined) return true;
  return unsure.includes(codeOf(error) ?? 0) || (error instanceof MongoError && error.hasErrorLabel('RetryableWriteError'));
};

/** The driver measures in a bulk and runs out of its buffer elsewhere; the server measures what is left. */
const isTooLarge = (error: unknown): boolean => {
  if (error instanceof MongoInvalidArgumentError) return error.message.includes('maximum size');
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ERR_OUT_OF_RANGE' || code === 'ERR_BUFFER_OUT_OF_BOUNDS' || tooLarge.includes(codeOf(error) ?? 0);
};

/** What the driver throws comes out under a code; everything else as it is. */
export const coded = (error: unknown): unknown => {
  if (isTooLarge(error)) return new CodedError('document-too-large', { reason: (error as Error).message });
  if (!(error instanceof MongoError) || error instanceof MongoInvalidArgumentError) return error;
  return new CodedError('read-store-unavailable', { reason: error.message });
};

export const reading = async <T>(read: () => Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw coded(error);
  }
};
