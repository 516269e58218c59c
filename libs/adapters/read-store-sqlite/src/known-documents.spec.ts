import type { Collection } from '@firebreak/event-sourcing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { KnownDocuments } from './known-documents';
import { openReadDatabase } from './open-read-database';
import { sqliteReadStore, type SqliteReadStore } from './sqlite-read-store';

interface Lamp {
  readonly rev: number;
  readonly colour: string;
  readonly rooms: readonly string[];
}

const spec = { name: 'lamps_v1', indexes: [{ fields: ['colour'] }, { fields: ['rooms'], multi: true }], text: ['colour'] };
const red: Lamp = { rev: 0, colour: 'red', rooms: ['hall'] };
const blue: Lamp = { rev: 1, colour: 'blue', rooms: ['hall', 'attic'] };
const green: Lamp = { rev: 2, colour: 'green', rooms: ['attic'] };

const isFound = async (lamps: Collection<Lamp>, { colour, rooms }: Lamp): Promise<boolean> => {
  const conditions = [
    { op: 'eq', field: 'colour', value: colour },
    { op: 'eq', field: 'rooms', value: rooms.at(-1)! },
    { op: 'text', text: colour, phrase: false },
  ] as const;
  const counts = await Promise.all(conditions.map((filter) => lamps.count(filter)));
  return counts.every((count) => count === 1);
};

describe('what is remembered of documents', () => {
  let folder: string;
  let open: DatabaseSync[];
  const store = (): { db: DatabaseSync; readStore: SqliteReadStore } => {
    const db = openReadDatabase(path.join(folder, 'read.db'));
    open.push(db);
    return { db, readStore: sqliteReadStore(db) };
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'firebreak-known-'));
    open = [];
  });

  afterEach(() => {
    for (const db of open) db.close();
    rmSync(folder, { recursive: true });
  });

  it('gives way to what another connection wrote', async () => {
    const lamps = await store().readStore.collection<Lamp>(spec);
    const others = await store().readStore.collection<Lamp>(spec);
    await lamps.insert('a', red);
    expect(await others.replace('a', { rev: 0 }, blue)).toBe(true);
    expect(await lamps.replace('a', { rev: 0 }, green)).toBe(false);
    expect(await lamps.replace('a', { rev: 1 }, green)).toBe(true);
    expect([await isFound(lamps, green), await lamps.count({ op: 'eq', field: 'rooms', value: 'hall' })]).toEqual([true, 0]);
  });

  it('is no answer to a question after another connection wrote', async () => {
    const lamps = await store().readStore.collection<Lamp>(spec);
    const others = await store().readStore.collection<Lamp>(spec);
    const all = async (): Promise<readonly Lamp[]> => (await lamps.find({ filter: { op: 'all' } })).map(({ doc }) => doc);
    await lamps.insert('a', red);
    await lamps.insert('b', blue);
    expect(await all()).toEqual([red, blue]);
    await others.replace('a', { rev: 0 }, green);
    expect(await all()).toEqual([green, blue]);
    await lamps.set('b', { rev: 1 }, { rev: 2 });
    expect(await all()).toEqual([green, { ...blue, rev: 2 }]);
  });

  it('is shared by all who open a collection', async () => {
    const { readStore } = store();
    const [one, two] = [await readStore.collection<Lamp>(spec), await readStore.collection<Lamp>(spec)];
    await one.insert('a', red);
    expect(await two.replace('a', { rev: 0 }, blue)).toBe(true);
    expect(await one.set('a', { rev: 1 }, { rev: 2, colour: 'green', rooms: ['attic'] })).toBe(true);
    expect(await isFound(two, green)).toBe(true);
    await two.delete('a');
    expect([await one.set('a', { rev: 2 }, { rev: 3 }), await one.count({ op: 'text', text: 'green', phrase: false })]).toEqual([false, 0]);
  });

  it('does not outlive the transaction that it was written in', async () => {
    const { db, readStore } = store();
    const lamps = await readStore.collection<Lamp>(spec);
    await lamps.insert('a', red);
    const lost = readStore.batch(async () => {
      await lamps.replace('a', { rev: 0 }, blue);
      db.exec('ROLLBACK');
      await lamps.replace('a', { rev: 1 }, green);
    });
    await expect(lost).rejects.toMatchObject({ code: 'read-store-unavailable' });
    expect(await lamps.replace('a', { rev: 1 }, green)).toBe(false);
    expect([await lamps.get('a'), await isFound(lamps, red)]).toEqual([red, true]);
    expect(await lamps.find({ filter: { op: 'all' } })).toEqual([{ id: 'a', doc: red }]);
  });

  it('is not said to be committed when the engine gave the transaction up', async () => {
    const { db, readStore } = store();
    const lamps = await readStore.collection<Lamp>(spec);
    await lamps.insert('a', red);
    const lost = readStore.batch(async () => {
      await lamps.replace('a', { rev: 0 }, blue);
      db.exec('ROLLBACK');
    });
    await expect(lost).rejects.toMatchObject({ code: 'read-store-unavailable' });
    expect(await lamps.replace('a', { rev: 0 }, green)).toBe(true);
  });

  it('has an end, over all collections', () => {
    const known = new KnownDocuments();
    const [one, two] = [known.of('one'), known.of('two')];
    for (let seq = 0; seq < 2_000; seq += 1) {
      one.remember(String(seq), { seq, doc: red }, 10_000);
      two.remember('again', { seq, doc: red }, 10_000);
    }
    const left = Array.from({ length: 2_000 }, (_, seq) => seq).filter((seq) => one.get(String(seq)));
    expect([left.length > 500, left.length < 1_300, left.at(-1), two.get('again')]).toEqual([true, true, 1_999, { seq: 1_999, doc: red }]);
    one.remember('1999', { seq: 1_999, doc: red }, 1_000_000);
    expect(one.get('1999')).toBeUndefined();
    known.forgetAll();
    expect([one.get('1998'), two.get('again')]).toEqual([undefined, undefined]);
  });
});
