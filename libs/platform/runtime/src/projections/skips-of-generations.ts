import { baseName, storeSkips, type EventStore, type Skips } from '@firebreak/event-sourcing';

/** What somebody decided to go past holds for a read model, in whichever of its generations it was met. */
export const skipsOfGenerations = (store: EventStore): Skips => {
  const skips = storeSkips(store);
  return {
    of: async (projection, stream) => {
      const decided = await Promise.all([...new Set([baseName(projection), projection])].map((name) => skips.of(name, stream)));
      return new Set(decided.flatMap((revisions) => [...revisions]));
    },
  };
};
