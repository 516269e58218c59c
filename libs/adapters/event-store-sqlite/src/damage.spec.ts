import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { noStream } from '@firebreak/event-sourcing';
import { storables } from '@firebreak/event-sourcing-testing';
import { eventRows } from './event-rows';
import { eventWriter } from './event-writer';
import { GroupCommit } from './group-commit';
import { openFile } from './schema';
import { openEventStore } from './sqlite-event-store';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder';

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

describe('a file that is not what it should be', () => {
  const storeOf = async (count: number): Promise<string> => {
    const file = folder.file('events.db');
    const store = openEventStore({ file });
    await store.append('light-default.a', noStream, storables(count));
    await store.close();
    return file;
  };
  const edit = (file: string, sql: string): void => {
    const db = new DatabaseSync(file);
    db.exec(sql);
    db.close();
  };

  it.each([
    ['a missing last event', 'DELETE FROM events WHERE position = 3'],
    ['a missing event', 'UPDATE file_head SET count = count - 1'],
    ['another last event', `UPDATE events SET chain = 'x' WHERE position = 3`],
    ['an event behind the head', `INSERT INTO events SELECT 4, stream, 3, 'x', type, category, data, metadata, hash, chain FROM events WHERE position = 3`],
  ])('%s is noticed before anything is written', async (_, sql) => {
    const file = await storeOf(3);
    edit(file, sql);
    expect(() => openEventStore({ file })).toThrow(expect.objectContaining({ code: 'store-damaged' }));
    const reader = openEventStore({ file, readOnly: true });
    expect((await reader.readAll({ after: null, limit: 9 })).length).toBeGreaterThan(0);
    await reader.close();
  });

  it('something else altogether is no store', () => {
    const file = folder.file('events.db');
    writeFileSync(file, 'not a database, but long enough to be taken for one'.repeat(100));
    expect(() => openEventStore({ file })).toThrow(expect.objectContaining({ code: 'store-damaged' }));
    expect(() => openEventStore({ file: folder.file('nowhere/events.db') })).toThrow(expect.objectContaining({ code: 'store-unavailable' }));
  });

  it('a newer format is refused by its number', async () => {
    const file = await storeOf(1);
    edit(file, 'PRAGMA user_version = 99');
    expect(() => openEventStore({ file })).toThrow(expect.objectContaining({ code: 'data-format-newer', details: { found: 99, supported: 1 } }));
  });
});

describe('a commit that fails', () => {
  const failing = (failure: (sql: string) => void) => {
    const { db } = openFile(folder.file('events.db'), false);
    const guarded = new Proxy(db, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (key === 'exec') return (sql: string) => (failure(sql), target.exec(sql));
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const fatal: unknown[] = [];
    const rows = eventRows(db);
    const nothing = (): void => undefined;
    const commits = new GroupCommit({ db: guarded, writer: eventWriter(db, rows, nothing), failpoint: nothing, onCommitted: nothing, onFatal: (error) => fatal.push(error) });
    return { db, rows, commits, fatal };
  };
  const engineError = (errcode: number): Error => Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode });
  const append = (stream: string, expected = noStream) => ({ stream, expected, events: storables(2) });

  it('for want of room answers so, reads on, and recovers', async () => {
    const { db, rows, commits, fatal } = failing(() => undefined);
    await commits.append(append('light-default.a'));
    const pages = Number(db.prepare('PRAGMA page_count').get()!.page_count);
    db.exec(`PRAGMA max_page_count = ${pages}`);
    const large = { stream: 'light-default.b', expected: noStream, events: storables(600) };
    const [small, refused] = await Promise.allSettled([commits.append(append('light-default.a', 1)), commits.append(large)]);
    for (const each of [small, refused]) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'store-unavailable', details: { reason: 'disk-full' } } });
    expect(rows.all(0, 9, undefined)).toHaveLength(2);
    db.exec('PRAGMA max_page_count = 1000000');
    expect(await commits.append(large)).toEqual({ revision: 599, position: '0000000000000602' });
    expect(rows.fileHead()).toMatchObject({ position: 602, count: 602 });
    expect(fatal).toEqual([]);
    db.close();
  });

  it('for want of room at the very end leaves nothing and recovers', async () => {
    let full = true;
    const { db, rows, commits, fatal } = failing((sql) => {
      if (sql === 'COMMIT' && full) throw engineError(13);
    });
    await expect(commits.append(append('light-default.a'))).rejects.toMatchObject({ code: 'store-unavailable', details: { reason: 'disk-full' } });
    expect(rows.all(0, 9, undefined)).toEqual([]);
    full = false;
    expect(await commits.append(append('light-default.a'))).toMatchObject({ revision: 1, position: '0000000000000002' });
    expect(fatal).toEqual([]);
    db.close();
  });

  it('for any other reason stops the store: the outcome is unknown and nothing is acknowledged after', async () => {
    const { db, commits, fatal } = failing((sql) => {
      if (sql === 'COMMIT') throw engineError(1034);
    });
    const [a, b] = await Promise.allSettled([commits.append(append('light-default.a')), commits.append(append('light-default.b'))]);
    for (const each of [a, b]) expect(each).toMatchObject({ status: 'rejected', reason: { code: 'append-outcome-unknown' } });
    expect(fatal).toHaveLength(1);
    await expect(commits.append(append('light-default.c'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(commits.stats).toMatchObject({ appends: 0, commits: 0 });
    db.close();
  });

  it('and cannot be undone stops the store too', async () => {
    const { db, commits, fatal } = failing((sql) => {
      if (sql === 'COMMIT') throw engineError(13);
      if (sql === 'ROLLBACK') throw engineError(10);
    });
    await expect(commits.append(append('light-default.a'))).rejects.toMatchObject({ code: 'store-unavailable' });
    await expect(commits.append(append('light-default.a'))).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(fatal).toHaveLength(1);
    db.close();
  });
});
