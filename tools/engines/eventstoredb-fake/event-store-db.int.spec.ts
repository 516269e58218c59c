import { eventStoreContract, type OpenedEventStore } from '@firebreak/event-sourcing-testing';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';

const url = process.env.EVENTSTOREDB_URL;

const open = async (): Promise<OpenedEventStore> => {
  const store = await openEventStoreDb({ url: url! });
  const close = (): Promise<void> => store.close();
  return { store, close, reopen: async () => (await close(), open()) };
};

// Only a server that somebody gives can be the real one.
if (url) eventStoreContract('EventStoreDB adapter over the server at EVENTSTOREDB_URL', open);
else it.skip('EVENTSTOREDB_URL names no server: the adapter was not tried on a real one', () => undefined);
