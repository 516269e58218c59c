import type { EventStore, ReadAllOptions, ReadOn } from './event-store';

/**
 * The next page of some categories. Where they have no more, the store has been read up to its head: a reader that waited for
 * more after its own last event would be woken at once, for ever, by what other categories wrote since. What was seen already is
 * not asked for: every replica reads, and most of what wakes it is nothing to most of its readers.
 */
export const readOn = async (store: EventStore, options: ReadAllOptions): Promise<ReadOn> => {
  const seen = store.seen?.(options);
  if (seen) return seen;
  const page = await store.readAll(options);
  const last = page.at(-1);
  if (last) return { page, position: last.position };
  const head = await store.head();
  if (head === null || (options.after !== null && head <= options.after)) return { page, position: options.after };
  // What came between the first look and the head is in the second.
  const again = await store.readAll(options);
  return { page: again, position: again.at(-1)?.position ?? head };
};
