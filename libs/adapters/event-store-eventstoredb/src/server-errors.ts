import { CodedError, errorCode } from '@firebreak/event-sourcing';
import { ErrorType, isCommandError, NO_STREAM } from '@eventstore/db-client';

const typeOf = (error: unknown): ErrorType | null => (error instanceof Error && isCommandError(error) ? error.type : null);

/** A raw error of the connection, which the client passes on as it is. */
const grpcCode = (error: unknown): number | null => {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code : null;
};

export const isWrongRevision = (error: unknown): boolean => typeOf(error) === ErrorType.WRONG_EXPECTED_VERSION;
/** Revision of a stream's last event as the refusal tells it, -1 where there is none; null where it does not tell. */
export const revisionThere = (error: unknown): number | null => {
  const { actualVersion } = error as { readonly actualVersion?: unknown };
  if (actualVersion === NO_STREAM) return -1;
  return typeof actualVersion === 'bigint' ? Number(actualVersion) : null;
};

export const isMissingStream = (error: unknown): boolean => typeOf(error) === ErrorType.STREAM_NOT_FOUND;

const refusing = [ErrorType.NOT_LEADER, ErrorType.ACCESS_DENIED, ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED, ErrorType.STREAM_DELETED];

const reasonOf = (error: unknown): string => typeOf(error) ?? (grpcCode(error) === null ? 'unexpected' : `grpc-${grpcCode(error)}`);

/** What has become of an append that was not answered as it should be. Only what the server refused is known not to be there. */
export const appendError = (error: unknown): CodedError => {
  if (errorCode(error) !== undefined) return error as CodedError;
  const type = typeOf(error);
  const refused = type !== null && refusing.includes(type);
  return new CodedError(refused ? 'store-unavailable' : 'append-outcome-unknown', { reason: reasonOf(error) });
};

export const readError = (error: unknown): CodedError =>
  errorCode(error) === undefined ? new CodedError('store-unavailable', { reason: reasonOf(error) }) : (error as CodedError);
