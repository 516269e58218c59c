import { eventStoreContract, type OpenedEventStore } from '@firebreak/event-sourcing-testing';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';

const url = process.env.EVENTSTOREDB_URL ?? '';

const open = async (): Promise<OpenedEventStore> => {
  const store = await openEventStoreDb({ url });
  const close = (): Promise<void> => store.close();
  return { store, close, reopen: async () => (await close(), open()) };
};

// Only a server that somebody gives can be the real one: without EVENTSTOREDB_URL this file is left out.
eventStoreContract('EventStoreDB adapter over the server at EVENTSTOREDB_URL', open);
