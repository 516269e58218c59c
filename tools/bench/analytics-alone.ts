import { AnalyticsModule } from '@firebreak/analytics';
import { openEventBus } from '@firebreak/event-bus-sqlite';
import { openEventStore } from '@firebreak/event-store-sqlite';
import { createHttpApp } from '@firebreak/http';
import { IdentityModule, LocalTokens, Sessions } from '@firebreak/identity';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
import { Runtime, RuntimeModule } from '@firebreak/runtime';
import { openDataFolder, systemClock, systemIds } from '@firebreak/standalone';
import { createLogger } from '@firebreak/telemetry';
import { connectBus } from '@firebreak/transport';
import { Module, type DynamicModule } from '@nestjs/common';

@Module({})
class Root {}

export interface AnalyticsAlone {
  readonly runtime: Runtime;
  stop(): Promise<void>;
}

/** The analytics as the product wires them, fed from the bus log of a data folder that has no event store to speak of. */
export const startAnalytics = async (dir: string): Promise<AnalyticsAlone> => {
  const folder = openDataFolder(dir);
  const logger = createLogger({ level: 'error' });
  const [clock, ids] = [systemClock, systemIds];
  const store = openEventStore({ file: folder.eventsFile });
  const database = openReadDatabase(folder.readFile);
  const readStore = sqliteReadStore(database);
  const bus = openEventBus({ database, committed: () => readStore.committed() });
  const tokens = await LocalTokens.open({ issuer: 'bench', audience: 'bench', keys: [folder.keys.signing], clock, ids });
  const onError = (name: string, error: unknown): void => logger.error({ err: error, loop: name }, 'tried again');
  const imports = [RuntimeModule.forPorts({ store, bus, readStore, clock, ids, onError }), IdentityModule.with({ tokens, sessions: new Sessions({ clock }) }), AnalyticsModule];
  const root: DynamicModule = { module: Root, imports };
  const app = await createHttpApp(root, { secrets: { macKey: folder.keys.macKey }, logger, docs: false });
  const runtime = app.get(Runtime);
  await runtime.start();
  await connectBus(app, { bus, onError });
  return {
    runtime,
    stop: async () => {
      await app.close();
      await runtime.drain();
      database.close();
      await store.close();
    },
  };
};
