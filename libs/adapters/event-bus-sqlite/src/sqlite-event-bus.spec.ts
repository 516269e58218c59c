import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BusRecord } from '@firebreak/event-sourcing';
import { collector, eventBusContract, latch, nextTurn, type OpenedEventBus } from '@firebreak/event-sourcing-testing';
import { openEventBus } from './sqlite-event-bus';

const openIn = (folder: string): OpenedEventBus => {
  const database = new DatabaseSync(path.join(folder, 'read.db'));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return {
    bus: openEventBus({ database, wait: nextTurn }),
    close: async () => {
      database.close();
      rmSync(folder, { recursive: true });
    },
    reopen: async () => {
      database.close();
      return openIn(folder);
    },
  };
};

eventBusContract('sqlite', () => Promise.resolve(openIn(mkdtempSync(path.join(tmpdir(), 'firebreak-bus-')))));

const record = (sequence: number): BusRecord => ({
  topic: 't',
  partition: 0,
  key: 'a',
  id: String(sequence),
  type: 'T',
  sequence,
  position: String(sequence).padStart(16, '0'),
  storeId: 's',
  hash: `h${sequence}`,
  headers: {},
  value: null,
});

describe('the sqlite bus beside others who write through its handle', () => {
  let database: DatabaseSync;
  beforeEach(() => {
    database = new DatabaseSync(':memory:');
  });

  it('publishes inside the transaction that is open, and answers when that is committed', async () => {
    let commit = (): void => undefined;
    const committed = new Promise<void>((resolve) => void (commit = resolve));
    const bus = openEventBus({ database, committed: () => (database.isTransaction ? committed : Promise.resolve()) });
    database.exec('BEGIN');
    const order: string[] = [];
    const publishing = bus.publish([record(0)]).then(() => order.push('published'));
    await bus.lag('g', ['t']);
    expect(database.isTransaction).toBe(true);
    order.push('committing');
    database.exec('COMMIT');
    commit();
    await publishing;
    expect(order).toEqual(['committing', 'published']);
  });

  it('hands on no record that may still vanish, and takes none for published that did', async () => {
    const [asked, readAsked] = [latch(), latch()];
    let [lose, questions] = [(): void => undefined, 0];
    const lost = new Promise<void>((_, reject) => void (lose = () => reject(new Error('disk full'))));
    const committed = (): Promise<void> => {
      questions += 1;
      if (questions === 1) asked.open();
      else readAsked.open();
      return database.isTransaction ? lost : Promise.resolve();
    };
    const bus = openEventBus({ database, wait: nextTurn, committed });
    database.exec('BEGIN');
    const publishing = bus.publish([record(0), record(1)]);
    await asked.opened;
    const seen = collector();
    const subscription = await bus.subscribe({ group: 'g', topics: ['t'] }, seen.handle);
    await readAsked.opened;
    database.exec('ROLLBACK');
    lose();
    await expect(publishing).rejects.toMatchObject({ code: 'bus-unavailable', details: { reason: 'disk full' } });
    expect(await bus.tails('t')).toEqual([null]);
    await bus.publish([record(0)]);
    await seen.until(1);
    await subscription.stop();
    expect(seen.batches.map((batch) => batch.map(({ sequence }) => sequence))).toEqual([[0]]);
  });

  it('ends its subscriptions when the file is closed under them', async () => {
    const bus = openEventBus({ database });
    const subscription = await bus.subscribe({ group: 'g', topics: ['t'] }, () => Promise.resolve());
    database.close();
    await expect(subscription.done).rejects.toMatchObject({ code: 'bus-unavailable', details: { reason: 'closed' } });
  });

  it('answers a closed file as unavailable', async () => {
    const bus = openEventBus({ database });
    database.close();
    const unavailable = { code: 'bus-unavailable' };
    await expect(bus.publish([record(0)])).rejects.toMatchObject(unavailable);
    await expect(bus.tails('t')).rejects.toMatchObject(unavailable);
    await expect(bus.readKey('t', 'a', 0)).rejects.toMatchObject(unavailable);
    expect(() => openEventBus({ database })).toThrow(expect.objectContaining(unavailable));
  });

  it('refuses a record for another partition and writes nothing of it', async () => {
    const bus = openEventBus({ database });
    await expect(bus.publish([record(0), { ...record(1), partition: 1 }])).rejects.toThrow(RangeError);
    expect(await bus.logHead(['t'])).toBeNull();
  });
});
