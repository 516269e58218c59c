export { openEventStore, type EventStoreOptions, type SqliteEventStore } from './sqlite-event-store';
export type { FileHead, RawRow, StreamHead } from './event-rows';
export type { StoreStats } from './group-commit';
export { verifyFile } from './verify-file';
export type { Break, Verified } from './verify-rows';
