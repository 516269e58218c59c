import { hasCode, Relay, type Clock, type IdSource } from '@firebreak/event-sourcing';
import { openEventBus } from '@firebreak/event-bus-sqlite';
import { openEventStore, type SqliteEventStore } from '@firebreak/event-store-sqlite';
import { createHttpApp, stopHttpApp, type HttpAppOptions } from '@firebreak/http';
import { everyRole, LocalTokens, Sessions, type Role } from '@firebreak/identity';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
import { Runtime } from '@firebreak/runtime';
import { createLogger, Health, Metrics, type Logger } from '@firebreak/telemetry';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { busWithFailpoints, readStoreWithFailpoints, replyWithFailpoint, type Failpoint } from './failpoints';
import { announceServer, dropReadFile, openDataFolder, withdrawServer, type DataFolder } from './data-folder';
import { watch } from './watch';
import { StoryClock, systemClock, systemIds } from './system-ports';

export interface StandaloneOptions {
  readonly dir: string;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  readonly failpoint?: Failpoint;
  readonly http?: Partial<HttpAppOptions>;
  /** More than the product has: the control routes of a bench. */
  readonly modules?: readonly Type<unknown>[];
}

export interface Standalone {
  readonly app: NestFastifyApplication;
  readonly runtime: Runtime;
  readonly store: SqliteEventStore;
  readonly folder: DataFolder;
  readonly tokens: LocalTokens;
  readonly sessions: Sessions;
  readonly clock: StoryClock;
  /** Listens on loopback and tells the command line where. */
  listen(port: number): Promise<string>;
  stop(): Promise<void>;
}

export const tenant = 'default';
/** The person at the keyboard of a standalone: every role, so that everything can be tried. */
export const localOperator: { readonly id: string; readonly roles: readonly Role[] } = { id: 'operator', roles: everyRole };

interface FileTwo {
  readonly bus: ReturnType<typeof openEventBus>;
  readonly readStore: ReturnType<typeof sqliteReadStore>;
  readonly close: () => void;
}

const openFileTwo = (folder: DataFolder): FileTwo => {
  const database = openReadDatabase(folder.readFile);
  const readStore = sqliteReadStore(database);
  const bus = openEventBus({ database, committed: () => readStore.committed() });
  return { bus, readStore, close: () => database.close() };
};

/** File two is believed only as far as its tail is an event of file one; else it is made again. */
const openTrustedFileTwo = async (folder: DataFolder, store: SqliteEventStore): Promise<FileTwo> => {
  const opened = openFileTwo(folder);
  try {
    const never = (): never => {
      throw new TypeError('nothing is published here');
    };
    await new Relay({ store, bus: opened.bus, categories: ['incident', 'catalog'], toContract: never, partitionOf: () => 0 }).open();
    return opened;
  } catch (error) {
    if (!hasCode(error, 'store-behind-topic')) throw error;
    opened.close();
    dropReadFile(folder);
    return openFileTwo(folder);
  }
};

/** @throws CodedError `data-folder-in-use`, `data-format-newer`, `store-damaged` */
export const startStandalone = async (options: StandaloneOptions): Promise<Standalone> => {
  const { logger = createLogger(), ids = systemIds, failpoint } = options;
  const folder = openDataFolder(options.dir);
  const onFatal = (error: unknown): void => {
    logger.fatal({ err: error }, 'the event store stopped for good; ending');
    process.exit(1);
  };
  const store = openEventStore({ file: folder.eventsFile, onFatal, ...(failpoint ? { failpoint } : {}) });
  const fileTwo = await openTrustedFileTwo(folder, store);
  const clock = new StoryClock(options.clock ?? systemClock);
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [folder.keys.signing], clock, ids });
  const sessions = new Sessions({ clock });
  const metrics = new Metrics();
  const health = new Health();
  const onError = (name: string, error: unknown): void => logger.error({ err: error, loop: name }, 'tried again');
  const { bus, readStore } = failpoint
    ? { bus: busWithFailpoints(fileTwo.bus, failpoint), readStore: readStoreWithFailpoints(fileTwo.readStore, failpoint) }
    : fileTwo;
  const ports = { store, bus, readStore, clock, ids, onError };
  const secrets = { macKey: folder.keys.macKey };
  const app = await createHttpApp(AppModule.with(ports, { tokens, sessions }, options.modules), { secrets, logger, metrics, health, ...options.http });
  if (failpoint) replyWithFailpoint(app, failpoint);
  const runtime = app.get(Runtime);
  await runtime.start();
  watch(metrics, health, runtime, store);
  return {
    app,
    runtime,
    store,
    folder,
    tokens,
    sessions,
    clock,
    listen: async (port) => {
      await app.listen({ port, host: '127.0.0.1' });
      const address = app.getHttpServer().address();
      const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`;
      const { token } = await tokens.issue({ sub: 'command-line', tenant, roles: everyRole, ttlSeconds: 86_400 * 30 });
      announceServer(folder, { url, token, pid: process.pid });
      return url;
    },
    stop: async () => {
      withdrawServer(folder);
      await stopHttpApp(app);
      await runtime.drain();
      fileTwo.close();
      await store.close();
    },
  };
};
