import 'reflect-metadata';
import { AnalyticsModule } from '@firebreak/analytics';
import { openKafkaEventBus } from '@firebreak/event-bus-kafka';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, Sessions } from '@firebreak/identity';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { Leases, partitionOf, Runtime, RuntimeModule } from '@firebreak/runtime';
import { systemClock as clock, systemIds as ids } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import { Module, type DynamicModule } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import type { EngineUrls } from './bench-engines';
import { topicSettings } from './engine-work';
import { serving } from './worker';

@Module({})
class Root {}

const nobody = { verify: (): Promise<never> => Promise.reject(new Error('nobody is let in')) };

/** The analytics as the product wires them, over the engines, with nobody asking. */
const start = async (urls: EngineUrls): Promise<object> => {
  const logger = createLogger({ level: 'error' });
  const onError = (name: string, error: unknown): void => logger.error({ err: error, loop: name }, 'tried again');
  const mongo = await openReadMongo(urls.mongo, { database: 'bench_figures' });
  const readStore = mongoReadStore(mongo.db);
  const store = await openEventStoreDb({ url: urls.store });
  const bus = openKafkaEventBus({ brokers: urls.kafka.split(','), topics: topicSettings, partitionOf });
  const ports = { store, bus, readStore, clock, ids, leases: new Leases(readStore, ids.next()), onError };
  const imports = [RuntimeModule.forPorts(ports), IdentityModule.with({ tokens: nobody, sessions: new Sessions({ clock }) }), AnalyticsModule];
  const root: DynamicModule = { module: Root, imports };
  const app = await createHttpApp(root, { secrets: { macKey: randomBytes(32) }, logger, docs: false });
  await app.get(Runtime).start();
  await connectBus(app, { bus, onError });
  return {};
};

serving({ open: ({ urls }: { readonly urls: EngineUrls }) => start(urls) });
