import {
  BusProjectionRunner,
  errorCode,
  generationName,
  topicOf,
  type ProjectedDocument,
  type ProjectedEvent,
  type Projector,
  type ReceivedRecord,
} from '@firebreak/event-sourcing';
import { waitingOnBus } from '../waiting';
import type { Feed, FeedState } from './feed';
import type { GenerationPorts } from './generation-ports';
import type { Derived, Unit } from './unit';

/** Short batches: those who ask have their turn between two of them. */
const batchSize = 500;

/**
 * Reads the bus as a consumer group of its own, from the beginning, for as long as the generation is there: who feeds it does not
 * change when it becomes the live one. The batches of the first generation's group come through the transport.
 */
export const busFeed = (
  { bus, readStore, book, onProgress, onError }: GenerationPorts,
  unit: Unit,
  generation: number,
  projectors: readonly Projector<ProjectedDocument>[],
  derived: Derived | null,
): Feed => {
  if (unit.feed.from !== 'bus') throw new TypeError(`${unit.name} is fed from the event store`);
  const { decode, onApplied } = unit.feed;
  const name = generationName(unit.name, generation);
  const topics = unit.categories.map(topicOf);
  const state: FeedState = { failures: 0, lastError: null };
  const applied = async (events: readonly ProjectedEvent[]): Promise<void> => {
    derived?.seen(events.length);
    if ((await book.current(unit.name)).live === generation) await onApplied?.(events);
  };
  const runner = new BusProjectionRunner({ group: name, bus, categories: unit.categories, decode, projectors, onApplied: applied });
  const failed = (error: unknown): void => {
    state.failures += 1;
    state.lastError = errorCode(error) ?? String(error);
    onError?.(name, error);
  };
  const handle = async (batch: readonly ReceivedRecord[]): Promise<void> => {
    try {
      await readStore.batch(() => runner.handle(batch));
      state.lastError = null;
      onProgress();
    } catch (error) {
      // What the batch wrote may be gone: nothing that is remembered of it counts.
      runner.forget();
      failed(error);
      throw error;
    }
  };
  // What a process that ended was still looking for.
  for (const projector of projectors) projector.resume().catch(failed);
  let dead = false;
  const died = (error: unknown): void => {
    dead = true;
    failed(error);
  };
  const subscribing = generation === 1 ? null : bus.subscribe({ group: name, topics, maxBatch: batchSize }, handle);
  subscribing?.then((subscription) => void subscription.done.catch(died), died);
  return {
    name,
    loop: null,
    reader: null,
    state,
    isDead: () => dead,
    lag: async () => projectors.reduce((sum, { healing }) => sum + healing, await bus.lag(name, topics)),
    done: () => Promise.resolve(null),
    waiting: () => waitingOnBus(bus, { group: name, categories: unit.categories, decode }),
    handle,
    stop: async () => {
      const subscription = await subscribing?.catch(() => undefined);
      await subscription?.stop();
    },
  };
};
