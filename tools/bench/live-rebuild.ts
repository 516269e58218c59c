import { openEventStore } from '@firebreak/event-store-sqlite';
import { everyRole } from '@firebreak/identity';
import { openDataFolder, sendAs, startStandalone, tenant, type Standalone } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import type { Bench } from './bench';
import { fillStore } from './fill-store';
import { rebuildUnderTraffic, type Answering } from './live-traffic';
import type { Measurement } from './measure';
import { inTemporaryFolder } from './temporary-folder';

const answeringOf = async (standalone: Standalone): Promise<Answering> => {
  const { token } = await standalone.tokens.issue({ sub: 'bench', tenant, roles: everyRole, ttlSeconds: 86_400 });
  const send = await sendAs(standalone, { id: 'bench', roles: everyRole });
  return {
    id: 'P2',
    url: await standalone.listen(0),
    token: () => Promise.resolve(token),
    ask: async (method, path) => {
      const answer = await send(method, path, method === 'POST' ? {} : undefined);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    atRest: () => standalone.runtime.whenCaughtUp(),
  };
};

/** The standalone makes its read models again from as many events, while it takes commands and answers questions. */
export const liveRebuild: Bench = {
  id: 'P2L',
  title: 'rebuild with live traffic',
  run: ({ events: wanted }, say) =>
    inTemporaryFolder(async (dir) => {
      say(`writing ${wanted} events`);
      const store = openEventStore({ file: openDataFolder(dir).eventsFile });
      const { events, incidents } = await fillStore(store, wanted, 500);
      await store.close();
      say(`${events} events of ${incidents} incidents; making the first generation`);
      const begun = performance.now();
      const standalone = await startStandalone({ dir, logger: createLogger({ level: 'error' }), http: { commandRate: null, docs: false } });
      try {
        await standalone.runtime.whenCaughtUp();
        say(`there after ${((performance.now() - begun) / 1_000).toFixed(0)} s`);
        const answering = await answeringOf(standalone);
        const results: Measurement[] = [];
        for (const name of ['analytics', 'incident-views']) {
          const measured = await rebuildUnderTraffic(answering, { name, path: `/v1/admin/projections/${name}` }, events, say);
          for (const each of measured) say(`${each.name}: ${each.value} ${each.unit}; ${each.note}`);
          results.push(...measured);
        }
        return results;
      } finally {
        await standalone.stop();
      }
    }),
};
