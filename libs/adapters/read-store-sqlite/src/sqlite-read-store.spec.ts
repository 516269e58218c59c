import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Collection, CollectionSpec } from '@firebreak/event-sourcing';
import { readStoreContract, type OpenedReadStore } from '@firebreak/event-sourcing-testing';
import { openReadDatabase } from './open-read-database';
import { sqliteReadStore, type SqliteReadStore } from './sqlite-read-store';

const temporaryFile = (): { readonly file: string; remove(): void } => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-read-'));
  return { file: path.join(folder, 'read.db'), remove: () => rmSync(folder, { recursive: true }) };
};

readStoreContract('sqlite', () => {
  const { file, remove } = temporaryFile();
  const opened = (): OpenedReadStore => {
    const db = openReadDatabase(file);
    return {
      store: sqliteReadStore(db),
      close: async () => {
        db.close();
        remove();
      },
      reopen: async () => {
        db.close();
        return opened();
      },
    };
  };
  return Promise.resolve(opened());
});

interface Lamp {
  readonly rev: number;
  readonly serial?: string;
  readonly padding?: string;
}

const spec: CollectionSpec = { name: 'lamps_v1', indexes: [{ fields: ['serial'], unique: true }] };
const lost = { code: 'read-store-unavailable' };
const gate = (): { open: () => void; readonly opened: Promise<void> } => {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => void (open = resolve));
  return { open: () => open(), opened };
};

describe('the transaction that batches share', () => {
  let db: DatabaseSync;
  let store: SqliteReadStore;
  let lamps: Collection<Lamp>;
  let remove: () => void;
  beforeEach(async () => {
    const temporary = temporaryFile();
    remove = temporary.remove;
    db = openReadDatabase(temporary.file);
    store = sqliteReadStore(db);
    lamps = await store.collection<Lamp>(spec);
  });
  afterEach(() => {
    db.close();
    remove();
  });

  const fill = (): void => db.exec(`PRAGMA max_page_count = ${Number(db.prepare('PRAGMA page_count').get()!.page_count)}`);
  const makeRoom = (): void => db.exec('PRAGMA max_page_count = 1000000');
  const large = (id: string): Promise<boolean> => lamps.insert(id, { rev: 0, padding: 'x'.repeat(100_000) });
  const ids = async (): Promise<string> => (await lamps.find({ filter: { op: 'all' } })).map(({ id }) => id).join(' ');

  it('is committed when the first of two batches ends, and again when the second does', async () => {
    const [first, second] = [gate(), gate()];
    const slow = store.batch(async () => {
      await lamps.insert('a', { rev: 0 });
      first.open();
      await second.opened;
      await lamps.insert('c', { rev: 0 });
    });
    await first.opened;
    expect(db.isTransaction).toBe(true);
    await store.batch(() => lamps.insert('b', { rev: 0 }));
    expect(db.isTransaction).toBe(false);
    second.open();
    await slow;
    expect([db.isTransaction, await ids()]).toEqual([false, 'a b c']);
  });

  it('answers a write from outside only when it is committed', async () => {
    const [written, finish] = [gate(), gate()];
    const order: string[] = [];
    const batch = store.batch(async () => {
      await lamps.insert('a', { rev: 0 });
      written.open();
      await finish.opened;
      order.push('work done');
    });
    await written.opened;
    const outside = lamps.insert('b', { rev: 0 }).then(() => order.push('outside answered'));
    const told = store.committed().then(() => order.push('told'));
    finish.open();
    await Promise.all([batch, outside, told]);
    expect(order[0]).toBe('work done');
    await expect(store.committed()).resolves.toBeUndefined();
  });

  it('when it is lost, everyone who wrote into it hears so, reads go on, and the next ones work', async () => {
    await lamps.insert('before', { rev: 0 });
    fill();
    const [written, failed] = [gate(), gate()];
    const other = store.batch(async () => {
      await lamps.replace('before', { rev: 0 }, { rev: 1 });
      written.open();
      await failed.opened;
      await lamps.insert('too late', { rev: 0 });
    });
    await written.opened;
    const outside = lamps.replace('before', { rev: 1 }, { rev: 2 });
    const told = store.committed();
    const failing = store.batch(() => large('a'));
    const results = await Promise.allSettled([failing.finally(() => failed.open()), outside, told, other]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: lost });
    expect(await lamps.get('before')).toEqual({ rev: 0 });
    makeRoom();
    expect(await store.batch(() => large('a'))).toBe(true);
    expect(await ids()).toBe('a before');
  });

  it('is lost for a batch that swallows the failure', async () => {
    fill();
    const careless = store.batch(async () => {
      await large('a').catch(() => undefined);
      return 'fine';
    });
    await expect(careless).rejects.toMatchObject(lost);
    makeRoom();
    expect(await ids()).toBe('');
  });

  it('is lost when it cannot be committed, for all who wrote into it', async () => {
    const exec = db.exec.bind(db);
    const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
    const refuse = jest.spyOn(db, 'exec').mockImplementation((sql) => {
      if (sql === 'COMMIT') throw full;
      exec(sql);
    });
    const results = await Promise.allSettled([store.batch(() => lamps.insert('a', { rev: 0 })), lamps.insert('b', { rev: 0 }), lamps.insert('c', { rev: 0 })]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { ...lost, details: { reason: 'disk-full' } } });
    refuse.mockRestore();
    expect([await ids(), db.isTransaction]).toEqual(['', false]);
    expect(await lamps.insert('d', { rev: 0 })).toBe(true);
  });

  it('is left by work that outlives its batch', async () => {
    const [ended, failed] = [gate(), gate()];
    let late: Promise<boolean> | undefined;
    await store.batch(async () => {
      late = ended.opened.then(() => failed.opened).then(() => lamps.insert('late', { rev: 0 }));
      await lamps.insert('a', { rev: 0 });
    });
    ended.open();
    fill();
    await expect(large('b')).rejects.toMatchObject(lost);
    makeRoom();
    failed.open();
    expect(await late).toBe(true);
    expect(await ids()).toBe('a late');
  });

  it('is one for all stores of a handle', async () => {
    const other = await sqliteReadStore(db).collection<Lamp>(spec);
    await store.batch(async () => {
      await lamps.insert('a', { rev: 0 });
      const outside = other.insert('b', { rev: 0 });
      expect(db.isTransaction).toBe(true);
      await outside;
    });
    expect(await ids()).toBe('a b');
  });

  it('is not hurt by a refused value or a document that is no JSON', async () => {
    await lamps.insert('a', { rev: 0, serial: 's' });
    const circular: { rev: number; self?: unknown } = { rev: 0 };
    circular.self = circular;
    await store.batch(async () => {
      await lamps.insert('b', { rev: 0 });
      await expect(lamps.insert('c', { rev: 0, serial: 's' })).rejects.toMatchObject({ code: 'unique-violation' });
      await expect(lamps.insert('d', circular)).rejects.toThrow(TypeError);
      await lamps.insert('e', { rev: 0 });
    });
    expect(await ids()).toBe('a b e');
    await expect(lamps.insert('f', circular)).rejects.toThrow(TypeError);
    expect(db.isTransaction).toBe(false);
  });

  it('keeps a collection as it was when it cannot take a new form', async () => {
    const names = await store.collection<{ name: string; n: number }>({ name: 'names_v1', indexes: [] });
    await names.bulk(['a', 'b'].map((id) => ({ op: 'insert', id, doc: { name: 'same', n: 1 } })));
    await expect(store.collection({ name: 'names_v1', indexes: [{ fields: ['name'], unique: true }] })).rejects.toMatchObject({ code: 'unique-violation' });
    expect(await names.count({ op: 'all' })).toBe(2);
    const again = await store.collection<{ n: number }>({ name: 'names_v1', indexes: [{ fields: ['n'] }] });
    expect(await again.count({ op: 'eq', field: 'n', value: 1 })).toBe(2);
  });

  it('says so when the file is closed', async () => {
    const closed = openReadDatabase(':memory:');
    const other = await sqliteReadStore(closed).collection<Lamp>(spec);
    closed.close();
    const all = { op: 'all' } as const;
    const work: readonly Promise<unknown>[] = [other.get('a'), other.getMany(['a']), other.insert('a', { rev: 0 }), other.find({ filter: all }), other.count(all)];
    for (const result of await Promise.allSettled(work)) expect(result).toMatchObject({ status: 'rejected', reason: lost });
  });
});

describe('a query that a caller made long', () => {
  it('of a thousand values and of conditions inside conditions is answered', async () => {
    const db = openReadDatabase(':memory:');
    const lamps = await sqliteReadStore(db).collection<Lamp>(spec);
    await lamps.insert('a', { rev: 0, serial: '500' });
    expect(await lamps.count({ op: 'in', field: 'serial', values: Array.from({ length: 1000 }, (_, n) => String(n)) })).toBe(1);
    db.close();
  });

  it('uses the indexes it has', async () => {
    const db = openReadDatabase(':memory:');
    const rooms: CollectionSpec = { name: 'rooms_v1', indexes: [{ fields: ['tenant', 'opened'] }, { fields: ['serial'], unique: true }, { fields: ['slots'], multi: true }] };
    const store = sqliteReadStore(db);
    await store.collection(rooms);
    const plan = (where: string, ...values: string[]): string =>
      db.prepare(`EXPLAIN QUERY PLAN SELECT id FROM "rooms_v1.documents" ${where}`).all(...values).map((row) => String(row.detail)).join('; ');
    expect(plan('WHERE f2 = ? AND f0 >= ? AND f0 < ? ORDER BY f0 DESC, id ASC LIMIT 5', 'default', 'a', 'b')).toContain('USING COVERING INDEX rooms_v1.by0 (f2=? AND f0>? AND f0<?)');
    expect(plan('WHERE f1 = ?', 's')).toContain('rooms_v1.by1 (f1=?)');
    expect(plan('WHERE seq IN (SELECT seq FROM "rooms_v1.values" WHERE field = 0 AND value = ?)', 'x')).toContain('PRIMARY KEY (field=? AND value=?)');
    db.close();
  });
});

it('a file that is no database is refused under a code', () => {
  const { file, remove } = temporaryFile();
  writeFileSync(file, 'no database'.repeat(1000));
  expect(() => openReadDatabase(file)).toThrow(expect.objectContaining(lost));
  remove();
});
