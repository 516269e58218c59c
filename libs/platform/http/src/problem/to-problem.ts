import { errorCode, type ErrorDetails } from '@firebreak/event-sourcing';
import { HttpException } from '@nestjs/common';
import { errorTable, type ErrorEntry } from '../error-table';
import type { Problem } from './problem';

export interface Answer {
  readonly entry: ErrorEntry;
  readonly problem: Problem;
  /** Seconds; `null` when waiting does not help. */
  readonly retryAfter: number | null;
  /** Nobody foresaw it: the log needs the whole error. */
  readonly unexpected: boolean;
}

/** What Nest and Fastify say by status only. Their texts never leave the process. */
const codeOfStatus: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  401: 'unauthenticated',
  403: 'forbidden-role',
  404: 'unknown-route',
  405: 'method-not-allowed',
  406: 'not-acceptable',
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'malformed-request',
  415: 'unsupported-media-type',
  429: 'rate-exceeded',
  431: 'headers-too-large',
  503: 'shutting-down',
};

const statusOf = (error: unknown): number => {
  if (error instanceof HttpException) return error.getStatus();
  const stated = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
  return typeof stated === 'number' ? stated : 500;
};

/** The problem of any thrown value; what is not in the table is an internal error and says nothing else. */
export const toProblem = (error: unknown, traceId: string): Answer => {
  const stated = errorCode(error);
  const listed = stated !== undefined && Object.hasOwn(errorTable, stated) ? stated : undefined;
  const code = listed ?? (stated === undefined ? codeOfStatus[statusOf(error)] : undefined) ?? 'internal-error';
  const entry = errorTable[code]!;
  const details = listed ? (error as { details: ErrorDetails }).details : {};
  return {
    entry,
    problem: {
      type: `urn:firebreak:error:${code}`,
      title: entry.title,
      status: entry.status,
      detail: textOf(details['whatToDo']) ?? entry.whatToDo,
      instance: `urn:firebreak:trace:${traceId}`,
      code,
      errors: errorsOf(details),
      traceId,
      ...telling(details),
    },
    retryAfter: entry.class === 'unavailable' ? secondsOf(details) : null,
    unexpected: code === 'internal-error',
  };
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value.length <= 1000 ? value : undefined);

const secondsOf = ({ retryAfterSeconds }: ErrorDetails): number =>
  typeof retryAfterSeconds === 'number' ? Math.max(1, Math.ceil(retryAfterSeconds)) : 1;

const errorsOf = ({ errors }: ErrorDetails): Problem['errors'] => (Array.isArray(errors) ? (errors as Problem['errors']) : []);

/** Of the details only what is meant for people: the rule, role or field that stopped it, and the present state. */
const telling = (details: ErrorDetails): Partial<Problem> => {
  const said: Partial<Problem> = {};
  for (const name of ['rule', 'role', 'field', 'whatToDo'] as const) {
    const text = textOf(details[name]);
    if (text !== undefined) said[name] = text;
  }
  const current = details['current'] ?? details['status'];
  if (typeof current === 'string' || typeof current === 'number') said.current = current;
  return said;
};
