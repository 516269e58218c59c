import type { ReadAllOptions, StoredEvent } from '@firebreak/event-sourcing';

type ReadAll = (options: ReadAllOptions) => Promise<readonly StoredEvent[]>;

/** Of so many readers the next page is kept. */
const mostReaders = 4;

const nameOf = ({ after, limit, categories }: ReadAllOptions): string => JSON.stringify([after, limit, categories ?? null]);

/**
 * While somebody works on a full page, the next one is on its way. A full page of a log stays as it is, so it does not matter
 * when it was read; one that is not full is read again by whoever asks for it, and so is one that could not be read.
 */
export const readAhead = (read: ReadAll): ReadAll => {
  const ahead = new Map<string, Promise<readonly StoredEvent[] | null>>();

  const goOn = (options: ReadAllOptions, page: readonly StoredEvent[]): void => {
    const last = page.at(-1);
    if (!last || page.length < options.limit) return;
    const next = { ...options, after: last.position };
    ahead.set(nameOf(next), read(next).catch(() => null));
    if (ahead.size > mostReaders) ahead.delete(ahead.keys().next().value!);
  };

  return async (options) => {
    const name = nameOf(options);
    const known = await ahead.get(name);
    ahead.delete(name);
    const page = known && known.length === options.limit ? known : await read(options);
    goOn(options, page);
    return page;
  };
};
