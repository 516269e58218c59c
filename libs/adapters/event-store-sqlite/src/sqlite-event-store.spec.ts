import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventStoreContract, type OpenedEventStore } from '@firebreak/event-sourcing-testing';
import { openEventStore } from './sqlite-event-store';

eventStoreContract('sqlite', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-events-'));
  const opened = (): OpenedEventStore => {
    const store = openEventStore({ file: path.join(folder, 'events.db') });
    return {
      store,
      close: async () => {
        await store.close();
        rmSync(folder, { recursive: true });
      },
      reopen: async () => {
        await store.close();
        return opened();
      },
    };
  };
  return opened();
});
