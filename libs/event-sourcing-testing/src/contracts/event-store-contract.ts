import { eventStoreAppendContract } from './event-store-appends';
import { eventStoreConcurrencyContract } from './event-store-concurrency';
import { eventStoreReadContract } from './event-store-reads';
import type { OpenEventStore } from './using-store';

/** What every event store promises. A suite of jest tests; it does not ask for an empty store. */
export const eventStoreContract = (name: string, open: OpenEventStore): void => {
  describe(`${name} keeps the promises of an event store`, () => {
    eventStoreAppendContract(open);
    eventStoreReadContract(open);
    eventStoreConcurrencyContract(open);
  });
};
