import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { everyRole } from '@firebreak/identity';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import type { ServiceName } from './gateway';
import type { Installation, RolledReplica } from './installation';
import { RollingLoad, type Kind, type Sent } from './rolling-load';

export interface RollingRestart {
  readonly perSecond: number;
  readonly seconds: number;
  readonly sent: number;
  /** Answered with success. */
  readonly accepted: number;
  /** Accepted at the first attempt. */
  readonly atOnce: number;
  /** Answers upon which a request was sent again under its key, by kind, status and code. */
  readonly sentAgain: Readonly<Record<string, number>>;
  /** Last answers that were no success, by kind of request, status and code. */
  readonly refused: Readonly<Record<string, number>>;
  /** Accepted writes that are not in the store. */
  readonly lost: number;
  /** Writes that are in the store more than once, and repeats that were given another incident. */
  readonly doubled: number;
  /** Incidents in the store, and how many of them the figures count in the end. */
  readonly incidents: number;
  readonly counted: number;
  /** Milliseconds from the last answer until the figures have everything. */
  readonly figuresAfterMs: number;
  readonly latencies: Readonly<Record<string, { readonly p50: number; readonly p99: number; readonly most: number }>>;
  readonly replicas: readonly RolledReplica[];
}

const services: readonly ServiceName[] = ['incident-service', 'analytics-service', 'problem-service'];
const tenant = 'rolling';
const figuresPatienceMs = 120_000;

const isAccepted = ({ status }: Sent): boolean => status >= 200 && status < 300;

const counted = (names: readonly string[]): Readonly<Record<string, number>> => Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, some]) => [name, some.length]));

const byKind = (sent: readonly Sent[]): RollingRestart['latencies'] => {
  const at = (values: readonly number[], share: number): number => Math.round(values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0);
  const summary = (some: readonly Sent[]): { p50: number; p99: number; most: number } => {
    const values = some.map(({ ms }) => ms).sort((a, b) => a - b);
    return { p50: at(values, 0.5), p99: at(values, 0.99), most: at(values, 1) };
  };
  return Object.fromEntries([['all', summary(sent)], ...[...Map.groupBy(sent, ({ kind }) => kind)].map(([kind, some]) => [kind, summary(some)] as const)]);
};

/** How often each incident of the run has been logged and triaged in the store. */
const stored = async (url: string): Promise<ReadonlyMap<string, { logged: number; triaged: number }>> => {
  const store = await openEventStoreDb({ url });
  const found = new Map<string, { logged: number; triaged: number }>();
  for (let from: string | null = null; ; ) {
    const page = await store.readAll({ after: from, limit: 2_000, categories: ['incident'] });
    for (const { stream, type } of page) {
      if (!stream.startsWith(`incident-${tenant}.`)) continue;
      const id = stream.slice(`incident-${tenant}.`.length);
      const counts = found.get(id) ?? { logged: 0, triaged: 0 };
      found.set(id, counts);
      if (type.startsWith('IncidentLogged')) counts.logged += 1;
      if (type.startsWith('IncidentTriaged')) counts.triaged += 1;
    }
    if (page.length === 0) break;
    from = page.at(-1)!.position;
  }
  await store.close();
  return found;
};

const figuresOf = async (load: RollingLoad): Promise<number> => {
  const { status, text } = await load.get('/v1/insights/frequency');
  if (status !== 200) return -1;
  const { total } = JSON.parse(text) as { total: { figures: { n: number } } };
  return total.figures.n;
};

const untilCounted = async (load: RollingLoad, wanted: number): Promise<{ readonly counted: number; readonly ms: number }> => {
  const begun = performance.now();
  for (;;) {
    const counted = await figuresOf(load);
    const ms = Math.round(performance.now() - begun);
    if (counted === wanted || ms > figuresPatienceMs) return { counted, ms };
    await after(100);
  }
};

const ids = (sent: readonly Sent[], kind: Kind): readonly string[] => sent.flatMap((each) => (each.kind === kind && isAccepted(each) && each.id !== null ? [each.id] : []));

/** Restarts every replica of every service, one after the other, while people write and read through the gateway. */
export const rollUnderLoad = async ({ gateway, issuer, engines, roll }: Installation, perSecond: number): Promise<RollingRestart> => {
  const token = await issuer.token({ sub: 'desk-1', tenant, roles: everyRole, ttlSeconds: 840 });
  const load = new RollingLoad(gateway.url, token, randomUUID().slice(0, 8));
  await load.register();
  const started = performance.now();
  load.start(perSecond);
  const replicas: RolledReplica[] = [];
  for (const service of services) replicas.push(...(await roll(service)));
  await load.stop();
  const seconds = Math.round((performance.now() - started) / 100) / 10;

  const { sent } = load;
  const refused = counted(sent.filter((each) => !isAccepted(each)).map(({ kind, status, code }) => `${kind} ${status} ${code}`));
  const sentAgain = counted(sent.flatMap(({ kind, before }) => before.map((answer) => `${kind} ${answer}`)));
  const found = await stored(engines.store.url);
  const figures = await untilCounted(load, found.size);
  const [logged, triaged, repeated] = [ids(sent, 'log'), ids(sent, 'triage'), ids(sent, 'repeat')];
  const known = new Set(logged);
  return {
    perSecond,
    seconds,
    sent: sent.length,
    accepted: sent.filter(isAccepted).length,
    atOnce: sent.filter((each) => isAccepted(each) && each.before.length === 0).length,
    sentAgain,
    refused,
    lost: logged.filter((id) => !found.has(id)).length + triaged.filter((id) => !found.get(id)?.triaged).length,
    doubled: [...found.values()].filter(({ logged: times, triaged: again }) => times !== 1 || again > 1).length + repeated.filter((id) => !known.has(id)).length,
    incidents: found.size,
    counted: figures.counted,
    figuresAfterMs: figures.ms,
    latencies: byKind(sent),
    replicas,
  };
};

/** What a rolling restart may not have; nothing where all is well. */
export const complaintsOf = ({ sent, accepted, lost, doubled, incidents, counted }: RollingRestart): readonly string[] => [
  ...(accepted === sent ? [] : [`${sent - accepted} of ${sent} requests were refused`]),
  ...(lost === 0 ? [] : [`${lost} accepted writes are lost`]),
  ...(doubled === 0 ? [] : [`${doubled} writes are doubled`]),
  ...(counted === incidents ? [] : [`the figures count ${counted} of ${incidents} incidents`]),
];
