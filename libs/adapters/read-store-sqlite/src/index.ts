export { openReadDatabase } from './open-read-database';
export { sqliteReadStore, type SqliteReadStore } from './sqlite-read-store';
