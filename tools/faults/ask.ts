import { setTimeout as pause } from 'node:timers/promises';
import { answerWithinMs, isUnanswered } from './answer-time';
import type { Target } from './load';
import type { ServiceFigures } from './oracle';

/** A question of somebody who may everything. @throws Error for what is no success, or no answer at all */
export const ask = async (target: Target, method: 'GET' | 'POST', url: string, body?: object): Promise<unknown> => {
  const headers = { authorization: `Bearer ${await target.tokenOf('admin')}`, 'content-type': 'application/json', 'idempotency-key': `faults-${encodeURIComponent(`${url} ${JSON.stringify(body)}`)}` };
  const answer = await fetch(`${target.url}${url}`, { method, headers, signal: AbortSignal.timeout(answerWithinMs), ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

interface Group {
  readonly value: string | null;
  readonly figures: { readonly n: number; readonly sumMs?: number };
}

const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const groupsOf = async (target: Target, metric: string, definition: string): Promise<ReadonlyMap<string | null, Group['figures']>> => {
  const answer = (await ask(target, 'GET', `/v1/insights/${metric}?definition=${definition}&by=service&bucket=day&from=${day(-2)}&to=${day(2)}`)) as { total: { groups: Group[] } };
  return new Map(answer.total.groups.map(({ value, figures }) => [value, figures]));
};

const wrongFigures = async (target: Target, oracle: ReadonlyMap<string, ServiceFigures>): Promise<string[]> => {
  const [opened, first] = await Promise.all([groupsOf(target, 'frequency', 'opened@1'), groupsOf(target, 'time-to-resolve', 'first@1')]);
  return [...oracle].flatMap(([service, expected]) => {
    const seen = { opened: opened.get(service)?.n ?? 0, resolved: first.get(service)?.n ?? 0, sumMs: first.get(service)?.sumMs ?? 0 };
    return JSON.stringify(seen) === JSON.stringify({ ...expected }) ? [] : [`${service}: ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)}`];
  });
};

/**
 * Figures are asked until they have caught up with the store, at most so many times, twice a second.
 * @returns what stays wrong
 * @throws Error where a question is never answered
 */
export const settledFigures = async (target: Target, oracle: ReadonlyMap<string, ServiceFigures>, times = 60): Promise<readonly string[]> => {
  let wrong: readonly string[] = [];
  for (let n = 0; n < times; n += 1) {
    wrong = await wrongFigures(target, oracle).catch((error: unknown) => {
      if (isUnanswered(error)) throw error;
      return [String(error)];
    });
    if (wrong.length === 0) return wrong;
    await pause(500);
  }
  return wrong;
};
