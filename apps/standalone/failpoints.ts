import type { Collection, EventBus, ReadStore } from '@firebreak/event-sourcing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Told where the process is; a fault campaign ends it there. */
export type Failpoint = (name: string) => void;

/** Places between two durable effects, beside those of the event store itself. */
export const failpointNames = [
  'before-append',
  'in-transaction',
  'before-commit',
  'after-commit',
  'before-reply',
  'before-publish',
  'after-publish',
  'before-documents',
  'after-documents',
  'before-mark',
  'after-mark',
] as const;

/** `name:hit` kills the process at that passage, as a power cut would. */
export const killAt = (spec: string): Failpoint => {
  const [wanted, hit = '1'] = spec.split(':');
  let passed = 0;
  return (name) => {
    if (name === wanted && (passed += 1) === Number(hit)) process.kill(process.pid, 'SIGKILL');
  };
};

export const busWithFailpoints = (bus: EventBus, failpoint: Failpoint): EventBus => ({
  ...bus,
  publish: async (records) => {
    failpoint('before-publish');
    await bus.publish(records);
    failpoint('after-publish');
  },
});

const collectionWithFailpoints = <D extends object>(inner: Collection<D>, failpoint: Failpoint): Collection<D> => {
  const around = async <T>(what: 'documents' | 'mark', work: () => Promise<T>): Promise<T> => {
    failpoint(`before-${what}`);
    const result = await work();
    failpoint(`after-${what}`);
    return result;
  };
  return {
    get: (id) => inner.get(id),
    getMany: (ids, only) => inner.getMany(ids, only),
    find: (options) => inner.find(options),
    count: (filter) => inner.count(filter),
    bulk: (writes) => around('documents', () => inner.bulk(writes)),
    insert: (id, doc) => around('mark', () => inner.insert(id, doc)),
    replace: (id, where, doc) => around('mark', () => inner.replace(id, where, doc)),
    set: (id, where, changes) => around('mark', () => inner.set(id, where, changes)),
    delete: (id) => around('mark', () => inner.delete(id)),
  };
};

export const readStoreWithFailpoints = (readStore: ReadStore, failpoint: Failpoint): ReadStore => ({
  collection: async <D extends object>(spec: Parameters<ReadStore['collection']>[0]) => collectionWithFailpoints(await readStore.collection<D>(spec), failpoint),
  drop: (name) => readStore.drop(name),
  // Each write on its own, so that a kill can fall between any two.
  batch: (work) => work(),
});

/** The answer of a command is made, and nobody has seen a byte of it. */
export const replyWithFailpoint = (app: NestFastifyApplication, failpoint: Failpoint): void => {
  app.getHttpServer().prependListener('request', (request, response) => {
    if (request.method !== 'POST') return;
    const writeHead = response.writeHead.bind(response) as (...parts: unknown[]) => typeof response;
    response.writeHead = ((...parts: unknown[]) => {
      failpoint('before-reply');
      return writeHead(...parts);
    }) as typeof response.writeHead;
  });
};
