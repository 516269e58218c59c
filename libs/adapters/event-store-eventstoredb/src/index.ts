export { openEventStoreDb, type EventStoreDb, type EventStoreDbOptions } from './open-event-store-db';
