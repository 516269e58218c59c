import path from 'node:path';
import { startEventStore } from '../engines/eventstoredb';
import { startKafka } from '../engines/kafka';
import { startMongo } from '../engines/mongo';

/** Where the engines of a run are. */
export interface EngineUrls {
  readonly store: string;
  readonly kafka: string;
  readonly mongo: string;
}

export interface BenchEngines {
  readonly urls: EngineUrls;
  /** What each of them is. */
  readonly what: EngineUrls;
  stop(): Promise<void>;
}

/** The engines of the distributed shape for one run. @throws Error in one line where one of them cannot be had */
export const startEngines = async (dir: string, say: (text: string) => void): Promise<BenchEngines> => {
  const started = await Promise.allSettled([
    startEventStore({ dir: path.join(dir, 'store'), say }),
    startKafka({ dir: path.join(dir, 'kafka'), say }),
    startMongo({ dir: path.join(dir, 'mongo'), say }),
  ]);
  const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const stop = async (): Promise<void> => void (await Promise.all(running.map((engine) => engine.stop())));
  const failure = started.find((each) => each.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  const [store, kafka, mongo] = running as [(typeof running)[0], (typeof running)[0], (typeof running)[0]];
  return {
    urls: { store: store.url, kafka: kafka.url, mongo: mongo.url },
    what: { store: store.what, kafka: kafka.what, mongo: mongo.what.split(',')[0]! },
    stop,
  };
};
