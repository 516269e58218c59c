import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CollectionSpec } from '@firebreak/event-sourcing';
import { openReadDatabase } from './open-read-database';
import { sqliteReadStore } from './sqlite-read-store';

interface Song {
  readonly rev: number;
  readonly title: string;
  readonly plays: number;
}

const spec: CollectionSpec = { name: 'songs_v1', indexes: [{ fields: ['plays'] }], text: ['title'] };
const changes = 200;

describe('a searched text that changes', () => {
  it('as often as you like leaves every later write as it should be', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-read-'));
    const db = openReadDatabase(path.join(folder, 'read.db'));
    try {
      const store = sqliteReadStore(db);
      const songs = await store.collection<Song>(spec);
      for (const id of ['a', 'b', 'c']) await songs.insert(id, { rev: 0, title: `song ${id}`, plays: 0 });
      for (let rev = 1; rev <= changes; rev += 1) {
        // The engine's own rows for deleted words have numbers beyond 2^53, and the connection remembers the last one.
        await store.batch(async () => {
          for (const id of ['c', 'b', 'a']) expect(await songs.replace(id, {}, { rev, title: `${id} take ${rev}`, plays: rev })).toBe(true);
        });
      }
      const found = async (text: string): Promise<readonly string[]> => (await songs.find({ filter: { op: 'text', text, phrase: false }, limit: 10 })).map(({ id }) => id);
      expect([await found(`${changes}`), await found(`${changes - 1}`), (await songs.get('b'))?.plays]).toEqual([['a', 'b', 'c'], [], changes]);
    } finally {
      db.close();
      rmSync(folder, { recursive: true });
    }
  });
});
