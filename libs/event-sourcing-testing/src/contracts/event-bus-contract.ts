import { eventBusLogContract } from './event-bus-log';
import { eventBusGroupContract } from './event-bus-groups';
import type { OpenEventBus } from './using-bus';

/** What every event bus promises. A suite of jest tests; topics and groups are its own. */
export const eventBusContract = (name: string, open: OpenEventBus): void => {
  describe(`${name} keeps the promises of an event bus`, () => {
    eventBusLogContract(open);
    eventBusGroupContract(open);
  });
};
