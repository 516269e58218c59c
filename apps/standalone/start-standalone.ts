import { checkpointCollection, CodedError, hasCode, Relay, type Checkpoint, type Clock, type IdSource } from '@firebreak/event-sourcing';
import { openEventBus } from '@firebreak/event-bus-sqlite';
import { openEventStore, type SqliteEventStore } from '@firebreak/event-store-sqlite';
import { createHttpApp, stopHttpApp, type HttpAppOptions } from '@firebreak/http';
import { everyRole, LocalTokens, Sessions, type Role } from '@firebreak/identity';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
import { Runtime, storeThatNoticesSkew, systemClock, systemIds } from '@firebreak/runtime';
import { createLogger, Health, Metrics, watchedPorts, type Logger, type Tracing } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module';
import { busWithFailpoints, readStoreWithFailpoints, replyWithFailpoint, type Failpoint } from './failpoints';
import { announceServer, dropReadFile, openDataFolder, withdrawServer, type DataFolder } from './data-folder';
import { StoryClock } from './system-ports';
import { TokenRegister } from './token-register';
import { watch } from './watch';

export interface StandaloneOptions {
  readonly dir: string;
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  readonly failpoint?: Failpoint;
  readonly http?: Partial<HttpAppOptions>;
  /** Traces nothing unless there is one. */
  readonly tracing?: (metrics: Metrics) => Tracing | null;
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
// Far above what people and imports come to; whoever tries numbers or tokens by the thousand is slowed down.
const failureRate = { perSecond: 20, burst: 2_000 };
const announcedSeconds = 30 * 86_400;
const announcedAgainMillis = 86_400_000;

/** The person at the keyboard of a standalone: every role, so that everything can be tried. */
export const localOperator: { readonly id: string; readonly roles: readonly Role[] } = { id: 'operator', roles: everyRole };

interface FileTwo {
  readonly bus: ReturnType<typeof openEventBus>;
  readonly readStore: ReturnType<typeof sqliteReadStore>;
  readonly close: () => void;
}

const openFileTwo = (folder: DataFolder): FileTwo => {
  const database = openReadDatabase(folder.readFile);
  try {
    const readStore = sqliteReadStore(database);
    const bus = openEventBus({ database, committed: () => readStore.committed() });
    return { bus, readStore, close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
};

/** @throws CodedError `store-behind-topic` when the log knows events that file one does not */
const checkTail = async (store: SqliteEventStore, { bus }: FileTwo): Promise<void> => {
  const toContract = (): never => {
    throw new TypeError('nothing is published here');
  };
  await new Relay({ store, bus, categories: ['incident', 'catalog'], toContract, partitionOf: () => 0 }).open();
};

/** @throws CodedError `store-behind-topic` when a read model says that it has read further than file one goes */
const checkCheckpoints = async (store: SqliteEventStore, { readStore }: FileTwo): Promise<void> => {
  const head = await store.head();
  const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
  for (const { id, doc } of await checkpoints.find({ filter: { op: 'all' } })) {
    if (head === null || doc.position > head) throw new CodedError('store-behind-topic', { checkpoint: id, position: doc.position });
  }
};

/** Everything in file two is made from file one. A full disk is no reason to make it again. */
const isWorthless = (error: unknown): boolean => {
  if (hasCode(error, 'store-behind-topic')) return true;
  return hasCode(error, 'read-store-unavailable', 'bus-unavailable') && (error as CodedError).details['reason'] !== 'disk-full';
};

/** File two is believed only as far as it can be read, its tail is an event of file one and no checkpoint lies behind that; else it is made again. */
const openTrustedFileTwo = async (folder: DataFolder, store: SqliteEventStore): Promise<FileTwo> => {
  let opened: FileTwo | null = null;
  try {
    opened = openFileTwo(folder);
    await checkTail(store, opened);
    await checkCheckpoints(store, opened);
    return opened;
  } catch (error) {
    opened?.close();
    if (!isWorthless(error)) throw error;
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
  const register = new TokenRegister(folder.dir);
  const tokens = await LocalTokens.open({ issuer: 'firebreak', audience: 'firebreak', keys: [folder.keys.signing], clock, ids, isRevoked: (id) => register.isRevoked(id) });
  const sessions = new Sessions({ clock });
  const metrics = new Metrics();
  const health = new Health();
  const onError = (name: string, error: unknown): void => logger.error({ err: error, loop: name }, 'tried again');
  const { bus, readStore } = failpoint
    ? { bus: busWithFailpoints(fileTwo.bus, failpoint), readStore: readStoreWithFailpoints(fileTwo.readStore, failpoint) }
    : fileTwo;
  const skew = metrics.counter('firebreak_clock_skew_total', 'Appends recorded later than the clock said, because it went back');
  const tracing = options.tracing?.(metrics) ?? null;
  const watched = watchedPorts({ store: storeThatNoticesSkew(store, clock, () => skew.inc()), bus, readStore }, metrics, tracing);
  const ports = { ...watched, clock, ids, onError };
  const secrets = { macKey: folder.keys.macKey };
  const app = await createHttpApp(AppModule.with(ports, { tokens, sessions }, options.modules), { secrets, logger, metrics, health, tracing, failureRate, ...options.http });
  if (failpoint) replyWithFailpoint(app, failpoint);
  const runtime = app.get(Runtime);
  await runtime.start();
  await connectBus(app, { bus: ports.bus, onError });
  const stopWatching = watch(metrics, health, runtime, store, logger);
  let announcing: NodeJS.Timeout | undefined;
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
      const announce = async (): Promise<void> => {
        const { token } = await tokens.issue({ sub: 'command-line', tenant, roles: everyRole, ttlSeconds: announcedSeconds });
        announceServer(folder, { url, token, pid: process.pid });
      };
      await announce();
      // The token in the file outlives no month; a server may.
      announcing = setInterval(() => void announce().catch((error: unknown) => onError('announce', error)), announcedAgainMillis).unref();
      return url;
    },
    stop: async () => {
      clearInterval(announcing);
      stopWatching();
      withdrawServer(folder);
      await stopHttpApp(app);
      await runtime.drain();
      fileTwo.close();
      await store.close();
      await tracing?.stop();
    },
  };
};
