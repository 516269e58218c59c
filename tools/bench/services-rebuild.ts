import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { everyRole } from '@firebreak/identity';
import { tenant } from '@firebreak/standalone';
import { randomUUID } from 'node:crypto';
import { setTimeout as after } from 'node:timers/promises';
import { startInstallation, type Installation } from '../distributed/installation';
import type { Bench } from './bench';
import { fillStore } from './fill-store';
import { rebuildUnderTraffic, type Answering } from './live-traffic';
import { inTemporaryFolder } from './temporary-folder';

const replicas = 2;
/** Whoever answers next to each other is another replica. */
const answersInARow = 2 * replicas;
const analytics = { name: 'analytics', path: '/analytics-service/v1/admin/projections/analytics' };
const everything = '/v1/insights/frequency?from=2024-06-30&to=2027-01-01';
const tellEveryMs = 20_000;

interface Frequency {
  readonly total: { readonly figures: { readonly n: number } };
  readonly freshness: { readonly lagEvents: number; readonly pending: boolean };
}

const answeringOf = ({ gateway, issuer, engines }: Installation, say: (text: string) => void): Answering => {
  const token = (): Promise<string> => issuer.token({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 600 });
  const ask = async (method: 'GET' | 'POST', path: string): Promise<unknown> => {
    const command = method === 'POST' ? { 'idempotency-key': randomUUID(), 'content-type': 'application/json' } : {};
    const answer = await fetch(`${gateway.url}${path}`, { method, headers: { authorization: `Bearer ${await token()}`, ...command }, ...(method === 'POST' ? { body: '{}' } : {}) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text) as unknown;
  };
  return { id: 'P5', url: gateway.url, token, ask, atRest: () => counted({ ask, say, store: engines.store.url }) };
};

/** Incidents that have been logged, by the store itself. */
const logged = async (url: string): Promise<number> => {
  const store = await openEventStoreDb({ url });
  const streams = new Set<string>();
  for (let from: string | null = null; ; ) {
    const page = await store.readAll({ after: from, limit: 2_000, categories: ['incident'] });
    for (const { stream } of page) streams.add(stream);
    if (page.length === 0) break;
    from = page.at(-1)!.position;
  }
  await store.close();
  return streams.size;
};

/** Until every replica says that the figures have every incident of the store and that nothing is left to be made. */
const counted = async ({ ask, say, store }: Pick<Answering, 'ask'> & { readonly say: (text: string) => void; readonly store: string }): Promise<void> => {
  const wanted = await logged(store);
  let told = performance.now();
  for (let row = 0; row < answersInARow; ) {
    const { total, freshness } = (await ask('GET', everything)) as Frequency;
    row = total.figures.n === wanted && freshness.lagEvents === 0 && !freshness.pending ? row + 1 : 0;
    if (performance.now() - told > tellEveryMs) {
      told = performance.now();
      say(`the figures have ${total.figures.n} of ${wanted} incidents, facts are ${freshness.lagEvents} events behind`);
    }
    if (row === 0) await after(1_000);
  }
};

/** The analytics service makes its read model again from as many events, two replicas of each service, while they take commands and answer questions. */
export const servicesRebuild: Bench = {
  id: 'P5L',
  title: 'rebuild of the services with live traffic',
  run: ({ events: wanted }, say) =>
    inTemporaryFolder(async (dir) => {
      const installation = await startInstallation({ dir, replicas, say });
      try {
        const { store: at, kafka, mongo } = installation.engines;
        const store = await openEventStoreDb({ url: at.url });
        say(`writing ${wanted} events`);
        const { events, incidents } = await fillStore(store, wanted, 20);
        await store.close();
        say(`${events} events of ${incidents} incidents; making the first generation`);
        const begun = performance.now();
        const answering = answeringOf(installation, say);
        await answering.atRest();
        say(`there after ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
        const what = `${replicas} replicas of each service on ${at.what}, ${kafka.what}, ${mongo.what.split(',')[0]!}`;
        const measured = await rebuildUnderTraffic(answering, analytics, events, say);
        return measured.map((each) => ({ ...each, note: `${each.note}; ${what}` }));
      } finally {
        await installation.stop();
      }
    }),
};
