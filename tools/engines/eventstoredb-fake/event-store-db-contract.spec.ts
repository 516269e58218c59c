import { eventStoreContract, type OpenedEventStore } from '@firebreak/event-sourcing-testing';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { startFakeEventStore, type FakeEventStore } from './fake-server';

let fake: FakeEventStore;
beforeAll(async () => {
  fake = await startFakeEventStore();
});
afterAll(() => fake.stop());

const open = async (): Promise<OpenedEventStore> => {
  const store = await openEventStoreDb({ url: fake.url });
  const close = (): Promise<void> => store.close();
  return { store, close, reopen: async () => (await close(), open()) };
};

// A fake that speaks the protocol: passing here is not passing on the real server, where event-store-db.int.spec.ts runs the same suite.
eventStoreContract('EventStoreDB adapter over the wire fake', open);
