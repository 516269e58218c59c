import type { EventStore } from '@firebreak/event-sourcing';

export interface OpenedEventStore {
  readonly store: EventStore;
  close(): Promise<void>;
  /** Closes and opens the same store again; absent where the engine forgets. */
  reopen?(): Promise<OpenedEventStore>;
}

export type OpenEventStore = () => Promise<OpenedEventStore>;

/** Opens a store before each test and closes it after. */
export const usingStore = (open: OpenEventStore): { readonly current: EventStore; reopen(): Promise<boolean> } => {
  let opened: OpenedEventStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return {
    get current() {
      return opened.store;
    },
    reopen: async () => {
      if (!opened.reopen) return false;
      opened = await opened.reopen();
      return true;
    },
  };
};
