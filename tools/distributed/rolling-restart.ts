import { randomUUID } from 'node:crypto';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import type { Installation } from './installation';

export interface RollingRestart {
  readonly sent: number;
  readonly acknowledged: number;
  /** Answers that were no success, by status and code. */
  readonly failed: Readonly<Record<string, number>>;
  /** Acknowledged incidents that are not in the store, and those that are in it more than once. */
  readonly lost: number;
  readonly doubled: number;
  readonly seconds: number;
}

interface Answered {
  readonly status: number;
  readonly id: string | null;
  readonly code: string;
}

const everyMs = 10;

const log = async (url: string, token: string, run: string, number: number): Promise<Answered> => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const body = JSON.stringify({ title: `Rolled over ${run} ${number}`, source: 'desk', channel: 'phone', caller: 'person-1' });
  try {
    const answer = await fetch(`${url}/v1/incidents`, { method: 'POST', headers, body });
    const { id = null, code = '' } = (await answer.json()) as { id?: string; code?: string };
    return { status: answer.status, id, code };
  } catch (error) {
    return { status: 0, id: null, code: String(error) };
  }
};

/** Restarts every replica of a service, one after the other, under a hundred commands a second. */
export const rollUnderLoad = async ({ gateway, issuer, engines, roll }: Installation): Promise<RollingRestart> => {
  const run = randomUUID().slice(0, 8);
  const token = await issuer.token({ sub: 'desk-1', tenant: 'rolling', roles: ['service-desk'], ttlSeconds: 840 });
  const answers: Promise<Answered>[] = [];
  const started = performance.now();
  const load = setInterval(() => answers.push(log(gateway.url, token, run, answers.length)), everyMs);
  for (const service of ['incident-service', 'analytics-service', 'problem-service'] as const) await roll(service);
  clearInterval(load);
  const answered = await Promise.all(answers);
  const seconds = (performance.now() - started) / 1_000;

  const failed: Record<string, number> = {};
  for (const { status, code } of answered.filter((each) => each.status !== 201)) failed[`${status} ${code}`] = (failed[`${status} ${code}`] ?? 0) + 1;
  const acknowledged = answered.flatMap(({ status, id }) => (status === 201 && id ? [id] : []));
  const store = await openEventStoreDb({ url: engines.store.url });
  const logged = new Map<string, number>();
  for (let after: string | null = null; ; ) {
    const page = await store.readAll({ after, limit: 2_000, categories: ['incident'] });
    for (const { stream, type } of page) if (type.startsWith('IncidentLogged') && stream.startsWith('incident-rolling.')) logged.set(stream, (logged.get(stream) ?? 0) + 1);
    if (page.length === 0) break;
    after = page.at(-1)!.position;
  }
  await store.close();
  return {
    sent: answered.length,
    acknowledged: acknowledged.length,
    failed,
    lost: acknowledged.filter((id) => !logged.has(`incident-rolling.${id}`)).length,
    doubled: [...logged.values()].filter((count) => count > 1).length,
    seconds,
  };
};
