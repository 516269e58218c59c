import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { everyRole } from '@firebreak/identity';
import type { Engine } from '../../engines/engine';
import { ownMongo } from './own-engines';
import { startIssuer } from '../../engines/oidc';
import { startReplica, type Replica } from '../../distributed/replica';
import { ask, settledFigures } from '../ask';
import type { Target } from '../load';
import { figuresOf } from '../oracle';
import { appliedOf, type Applied } from './applied';
import { startRelay } from './relay-child';
import { withRelayEngines, type RelayEngines } from './relay-engines';
import { storedEvents } from './stored-events';

export interface Analytics extends RelayEngines {
  readonly mongo: Engine;
  /** Those that live. */
  readonly replicas: readonly Replica[];
  start(): Promise<Replica>;
  /** Resolves when it has ended. */
  end(replica: Replica, signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  /** Resolves when the relay has published all there is. */
  published(): Promise<void>;
  /** What the services answer that the store does not say. */
  wrongFigures(untilMs: number): Promise<readonly string[]>;
  parked(): Promise<number>;
  /** What the living replicas have done since they began. */
  applied(): Promise<Applied>;
  readonly engines: readonly string[];
}

/** Replicas of the analytics service on real engines, behind a relay. */
export const withAnalytics = <T>(dir: string, replicas: number, work: (analytics: Analytics) => Promise<T>): Promise<T> =>
  withRelayEngines(dir, async (relayEngines) => {
    const { kafka, server, store } = relayEngines;
    const [mongo, issuer] = await Promise.all([ownMongo({ dir: path.join(dir, 'mongo') }), startIssuer()]);
    const environment = {
      FIREBREAK_EVENTSTOREDB_URL: server.url,
      FIREBREAK_KAFKA_BROKERS: kafka.url,
      FIREBREAK_KAFKA_REPLICATION: '1',
      FIREBREAK_KAFKA_PARTITIONS: '6',
      FIREBREAK_MONGODB_URL: mongo.url,
      FIREBREAK_MAC_KEY: randomBytes(32).toString('base64'),
      FIREBREAK_OIDC_ISSUER: issuer.url,
      FIREBREAK_OIDC_AUDIENCE: issuer.audience,
    };
    const relay = startRelay({ store: server.url, brokers: kafka.url, category: 'incident', partitions: 6, pageSize: 200, checkpoint: null, isPublic: true });
    relay.order({ death: 'none', afterRecords: 0 });
    const living = new Set<Replica>();
    let started = 0;
    const start = async (): Promise<Replica> => {
      const name = `analytics-service-${(started += 1)}`;
      const replica = await startReplica({ service: 'analytics-service', name, environment, logFile: path.join(dir, `${name}.log`) });
      living.add(replica);
      return replica;
    };
    const end = async (replica: Replica, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
      living.delete(replica);
      replica.signal(signal);
      await replica.ended;
    };
    // Whoever ends this process leaves no service behind.
    process.once('exit', () => living.forEach((replica) => replica.signal('SIGKILL')));
    const target = (replica = [...living][0]!): Target => ({ url: replica.url, tokenOf: () => issuer.token({ sub: 'admin', tenant: 'default', roles: everyRole, ttlSeconds: 300 }) });
    try {
      await Promise.all(Array.from({ length: replicas }, start));
      return await work({
        ...relayEngines,
        mongo,
        get replicas() {
          return [...living];
        },
        start,
        end,
        published: async () => {
          const head = await store.head();
          await relay.until(() => relay.state.idle !== null && relay.state.idle >= (head ?? ''));
        },
        wrongFigures: async (untilMs) => settledFigures(target(), figuresOf(await storedEvents(server.url, ['incident'])), Math.max(20, (untilMs - Date.now()) / 600)),
        parked: async () => ((await ask(target(), 'GET', '/v1/admin/parked')) as { items: readonly unknown[] }).items.length,
        applied: async () => {
          const sums = { duplicates: 0, healed: 0 };
          for (const replica of living) {
            const { duplicates, healed } = appliedOf((await ask(target(replica), 'GET', '/v1/admin/projections')) as Parameters<typeof appliedOf>[0]);
            sums.duplicates += duplicates;
            sums.healed += healed;
          }
          return sums;
        },
        engines: [kafka.what, server.what, mongo.what],
      });
    } finally {
      relay.signal('SIGKILL');
      await Promise.all([...living].map((replica) => end(replica, 'SIGKILL')));
      await Promise.all([relay.ended, issuer.stop(), mongo.stop()]);
    }
  });
