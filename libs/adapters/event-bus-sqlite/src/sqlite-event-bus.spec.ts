import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventBusContract, type OpenedEventBus } from '@firebreak/event-sourcing-testing';
import { openEventBus } from './sqlite-event-bus';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const openIn = async (folder: string): Promise<OpenedEventBus> => {
  const database = new DatabaseSync(path.join(folder, 'read.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  let open = true;
  const end = (): void => {
    if (open) database.close();
    open = false;
  };
  return {
    bus: openEventBus({ database, wait: nextTurn }),
    close: async () => {
      end();
      rmSync(folder, { recursive: true, force: true });
    },
    reopen: async () => {
      end();
      return openIn(folder);
    },
  };
};

eventBusContract('SQLite', () => openIn(mkdtempSync(path.join(tmpdir(), 'firebreak-bus-'))));

describe('the SQLite bus in a batch of the read store', () => {
  it('publishes inside the transaction that is open', async () => {
    const database = new DatabaseSync(':memory:');
    const bus = openEventBus({ database });
    database.exec('BEGIN');
    const record = { topic: 't', partition: 0, key: 'a', id: '1', type: 'T', sequence: 0, position: '1', storeId: 's', hash: 'h', headers: {}, value: null };
    await bus.publish([record]);
    expect(database.isTransaction).toBe(true);
    database.exec('ROLLBACK');
    expect(await bus.logHead(['t'])).toBeNull();
    database.close();
  });

  it('answers a closed file as unavailable', async () => {
    const database = new DatabaseSync(':memory:');
    const bus = openEventBus({ database });
    database.close();
    const record = { topic: 't', partition: 0, key: 'a', id: '1', type: 'T', sequence: 0, position: '1', storeId: 's', hash: 'h', headers: {}, value: null };
    await expect(bus.publish([record])).rejects.toMatchObject({ code: 'bus-unavailable' });
  });
});
