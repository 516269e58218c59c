import {
  checkpointCollection,
  generationName,
  StoreSubscription,
  type Checkpoint,
  type Collection,
  type CollectionSpec,
  type ProjectedDocument,
  type Projector,
} from '@firebreak/event-sourcing';
import { StoreWaiting } from '../waiting';
import type { Feed } from './feed';
import type { GenerationPorts } from './generation-ports';
import type { Derived, Unit } from './unit';

/** How many events a generation has passed, for whoever waits for it: of no use to anything else. */
export const passedCollection: CollectionSpec = { name: 'projection_progress_v1', indexes: [] };

interface Passed {
  readonly events: number;
}

const passedEvents = (collection: Collection<Passed>, name: string): { add(events: number): Promise<void>; read(): Promise<number> } => ({
  add: async (events) => {
    const before = await collection.get(name);
    if (before) await collection.replace(name, { events: before.events }, { events: before.events + events });
    else await collection.insert(name, { events });
  },
  read: async () => (await collection.get(name))?.events ?? 0,
});

/** Reads the event store under a name of its own, from the beginning; one replica does. */
export const storeFeed = async (
  { store, readStore, loops }: GenerationPorts,
  unit: Unit,
  generation: number,
  projectors: readonly Projector<ProjectedDocument>[],
  derived: Derived | null,
): Promise<Feed> => {
  if (unit.feed.from !== 'store') throw new TypeError(`${unit.name} is fed from the bus`);
  const { codecs } = unit.feed;
  const name = generationName(unit.name, generation);
  const checkpoints = await readStore.collection<Checkpoint>(checkpointCollection);
  const passed = generation === 1 ? null : passedEvents(await readStore.collection<Passed>(passedCollection), name);
  const subscription = new StoreSubscription({ name, store, codecs, categories: unit.categories, projectors, checkpoints });
  const page = async (): Promise<number> => {
    const events = await subscription.step();
    if (events > 0) await passed?.add(events);
    return events;
  };
  const step = async (): Promise<number> => {
    try {
      const events = await readStore.batch(page);
      derived?.seen(events);
      return events;
    } catch (error) {
      // What the batch wrote may be gone: nothing that is remembered of it counts.
      subscription.forget();
      throw error;
    }
  };
  const reader = { name, categories: unit.categories, position: () => subscription.position };
  const loop = loops.open({ name, step, idle: (signal) => store.waitForMore(subscription.position, signal), renew: () => subscription.forget() });
  loop.start();
  const ahead = new StoreWaiting(store, reader);
  const waiting = async (): Promise<Awaited<ReturnType<Feed['waiting']>>> => {
    const found = loops.isElsewhere(name) ? null : await ahead.look();
    return found === null ? [] : [found];
  };
  return {
    name,
    loop,
    reader,
    state: null,
    isDead: () => false,
    // Whoever reads it in another replica, the checkpoint tells.
    lag: async () => {
      const position = (await checkpoints.get(name))?.position ?? null;
      return (await new StoreWaiting(store, { ...reader, position: () => position }).look())?.events ?? 0;
    },
    done: async () => passed && passed.read(),
    waiting,
    handle: () => Promise.reject(new TypeError(`${name} is fed from the event store`)),
    stop: () => loop.stop(),
  };
};
