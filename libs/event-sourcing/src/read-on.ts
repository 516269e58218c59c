import type { Position, StoredEvent } from './event';
import type { EventStore, ReadAllOptions } from './event-store';

export interface ReadOn {
  readonly page: readonly StoredEvent[];
  /** How far the store has been read with it. */
  readonly position: Position | null;
}

/**
 * The next page of some categories. Where they have no more, the store has been read up to its head: a reader that waited for
 * more after its own last event would be woken at once, for ever, by what other categories wrote since.
 */
export const readOn = async (store: EventStore, options: ReadAllOptions): Promise<ReadOn> => {
  const page = await store.readAll(options);
  const last = page.at(-1);
  if (last) return { page, position: last.position };
  const head = await store.head();
  if (head === null || (options.after !== null && head <= options.after)) return { page, position: options.after };
  // What came between the first look and the head is in the second.
  const again = await store.readAll(options);
  return { page: again, position: again.at(-1)?.position ?? head };
};
