import { createHash } from 'node:crypto';
import { errorTable } from '@firebreak/http';
import type { InProcessTarget } from './in-process-target';
import type { HttpTarget } from './http-target';
import type { Answer, Target } from './target';

export interface Said {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string }[];
  readonly traceId: string;
  readonly current?: unknown;
  readonly [more: string]: unknown;
}

const inside = /\bat .*[(/].*:\d+:\d+|node_modules|\.ts:\d|(Type|Range|Reference|Syntax)Error|SQLITE|sqlite|fastify|nestjs|class-validator|llhttp|HPE_/;
const members = ['code', 'current', 'detail', 'errors', 'field', 'instance', 'role', 'rule', 'status', 'title', 'traceId', 'type', 'whatToDo'];

/** What is wrong with an answer that is no success; null when it is a problem as the error table has it and tells nothing of our insides. */
export const problemFault = ({ status, headers, text, body }: Answer): string | null => {
  const said = body as Said | null;
  if (!headers['content-type']?.startsWith('application/problem+json')) return `content type ${headers['content-type']}`;
  if (said === null || typeof said !== 'object') return 'no object';
  const entry = Object.hasOwn(errorTable, said.code) ? errorTable[said.code]! : null;
  if (entry === null) return `code ${said.code} is not in the table`;
  if (entry.status !== status || said.status !== status) return `status ${status}, the table says ${entry.status}`;
  if (said.type !== `urn:firebreak:error:${said.code}` || said.title !== entry.title || said.detail === '' || said.traceId === '') return 'a member is wrong';
  const unknown = Object.keys(said).filter((name) => !members.includes(name));
  if (unknown.length > 0) return `members ${unknown.join(', ')}`;
  if (entry.class === 'unavailable' && headers['retry-after'] === undefined) return 'no Retry-After';
  if (status === 401 && headers['www-authenticate'] === undefined) return 'no WWW-Authenticate';
  return inside.test(text) ? 'tells of our insides' : null;
};

/** The problem of an answer, which has to be one. */
export const problemOf = (answer: Answer): Said => {
  expect([problemFault(answer), answer.status >= 400]).toEqual([null, true]);
  return answer.body as Said;
};

/** `400 malformed-json`, the form in which the rows of bad input are expected. */
export const verdict = (answer: Answer): string => (answer.status < 400 ? String(answer.status) : `${answer.status} ${problemOf(answer).code}`);

/** The pointers of a problem with their codes. */
export const pointed = (answer: Answer): readonly string[] => problemOf(answer).errors.map(({ pointer, code }) => `${pointer} ${code}`);

/** Everything that was recorded, to the byte; numbers that were set aside for incidents to come are no record of anything. */
export const digestOf = ({ standalone }: InProcessTarget): string => {
  const hash = createHash('sha256');
  for (const { stream, category, revision, hash: each } of standalone.store.rawRows()) {
    if (category !== 'numbering') hash.update(`${stream} ${revision} ${each}\n`);
  }
  return hash.digest('hex');
};

type AnyTarget = InProcessTarget | HttpTarget;

export const isInProcess = (target: Target): target is InProcessTarget => target.shape === 'in-process';

/** Everything that was recorded: of a standalone to the byte, of an installation as far as its records show. */
export const traceOf = (target: AnyTarget): Promise<string> => (isInProcess(target) ? Promise.resolve(digestOf(target)) : target.trace());

/** Does something that has to leave no trace in the store. */
export const leavingNoTrace = async <T>(target: AnyTarget, work: () => Promise<T>): Promise<T> => {
  const before = await traceOf(target);
  const result = await work();
  expect(await traceOf(target)).toBe(before);
  return result;
};
