import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startEventStore, type EventStoreEngine } from '../engines/eventstoredb';
import type { Engine } from '../engines/engine';
import { startKafka } from '../engines/kafka';
import { startMongo } from '../engines/mongo';
import { startIssuer, type Issuer } from '../engines/oidc';
import { startGateway, type Gateway, type ServiceName } from './gateway';
import { startReplica, type Replica } from './replica';

export interface InstallationOptions {
  /** Where engines keep their data and replicas their logs. */
  readonly dir: string;
  /** Of each service. */
  readonly replicas: number;
  readonly port?: number;
  /** Variables of every replica, beside those that it cannot do without. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
}

export interface Installation {
  readonly gateway: Gateway;
  readonly issuer: Issuer;
  /** The issuer's private key, for whoever mints tokens in another process. */
  readonly keysFile: string;
  readonly engines: { readonly store: EventStoreEngine; readonly kafka: Engine; readonly mongo: Engine };
  replicasOf(service: ServiceName): readonly Replica[];
  /** One replica after the other: a new one takes requests before the old one is told to end. */
  roll(service: ServiceName): Promise<readonly RolledReplica[]>;
  stop(): Promise<void>;
}

/** How long one replica took to begin and its predecessor to end; both took requests in between. */
export interface RolledReplica {
  readonly name: string;
  readonly startMs: number;
  readonly replaced: string;
  readonly endMs: number;
  readonly exitCode: number | null;
}

const services: readonly ServiceName[] = ['incident-service', 'problem-service', 'analytics-service'];

/** The three services on their engines, behind one address, on this machine. */
export const startInstallation = async ({ dir, replicas, port = 0, environment: more = {}, say }: InstallationOptions): Promise<Installation> => {
  mkdirSync(dir, { recursive: true });
  const [kafka, mongo, store, issuer] = await Promise.all([
    startKafka({ dir: path.join(dir, 'kafka'), say }),
    startMongo({ dir: path.join(dir, 'mongo'), say }),
    startEventStore({ dir: path.join(dir, 'store'), say }),
    startIssuer(),
  ]);
  for (const engine of [store, kafka, mongo]) say(`${engine.url}  ${engine.what}`);
  const environment = {
    FIREBREAK_EVENTSTOREDB_URL: store.url,
    FIREBREAK_KAFKA_BROKERS: kafka.url,
    FIREBREAK_KAFKA_REPLICATION: '1',
    FIREBREAK_MONGODB_URL: mongo.url,
    FIREBREAK_MAC_KEY: randomBytes(32).toString('base64'),
    FIREBREAK_OIDC_ISSUER: issuer.url,
    FIREBREAK_OIDC_AUDIENCE: issuer.audience,
    FIREBREAK_LOG_LEVEL: 'info',
    ...more,
  };
  const gateway = await startGateway(port);
  const running = new Map<ServiceName, Replica[]>(services.map((service) => [service, []]));
  let started = 0;
  const add = async (service: ServiceName): Promise<Replica> => {
    const name = `${service}-${(started += 1)}`;
    const replica = await startReplica({ service, name, environment, logFile: path.join(dir, `${name}.log`) });
    running.get(service)!.push(replica);
    say(`${replica.url}  ${name}`);
    return replica;
  };
  const route = (service: ServiceName): void => gateway.setReplicas(service, running.get(service)!.map(({ url }) => url));
  for (const service of services) {
    for (let each = 0; each < replicas; each += 1) await add(service);
    route(service);
  }
  const keysFile = path.join(dir, 'issuer.json');
  const { kid, privateKey } = issuer.key();
  writeFileSync(keysFile, JSON.stringify({ issuer: issuer.url, audience: issuer.audience, kid, key: privateKey.export({ format: 'jwk' }) }), { mode: 0o600 });
  return {
    gateway,
    issuer,
    keysFile,
    engines: { store, kafka, mongo },
    replicasOf: (service) => running.get(service)!,
    roll: async (service) => {
      const rolled: RolledReplica[] = [];
      for (const old of [...running.get(service)!]) {
        const begun = performance.now();
        const { name } = await add(service);
        const startMs = Math.round(performance.now() - begun);
        running.set(service, running.get(service)!.filter((each) => each !== old));
        route(service);
        const told = performance.now();
        old.signal('SIGTERM');
        const exitCode = await old.ended;
        rolled.push({ name, startMs, replaced: old.name, endMs: Math.round(performance.now() - told), exitCode });
      }
      return rolled;
    },
    stop: async () => {
      await gateway.stop();
      const all = [...running.values()].flat();
      for (const replica of all) replica.signal('SIGTERM');
      await Promise.all(all.map(({ ended }) => ended));
      await issuer.stop();
      await Promise.all([store.stop(), kafka.stop(), mongo.stop()]);
    },
  };
};
