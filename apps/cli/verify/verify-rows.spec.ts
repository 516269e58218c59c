import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createEventCodec, event, foldStream, type CommandMeta, type DomainEvent } from '@firebreak/event-sourcing';
import { openEventStore, verifyFile } from '@firebreak/event-store-sqlite';
import { seededRandom } from '@firebreak/standalone';

type Noted = DomainEvent<'Noted', { readonly text: string }>;
const codec = createEventCodec<Noted>({ Noted: { personal: [] } });
const aggregate = { initialState: 0, evolve: (count: number) => count + 1 };
const meta: CommandMeta = {
  tenant: 'default',
  actor: { id: 'someone', roles: [], groups: [] },
  onBehalfOf: null,
  correlationId: 'c',
  causationId: null,
  origin: 'live',
  now: '2026-03-05T10:11:12.345Z',
  idempotency: null,
};

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-verify-'));
const original = path.join(folder, 'original.db');
const events = 60;

beforeAll(async () => {
  const store = openEventStore({ file: original });
  const random = seededRandom(7);
  for (let n = 0; n < events; n += 1) {
    const stream = `incident-default.${Math.floor(random() * 8)}`;
    const { envelope } = foldStream(aggregate, codec, stream, await store.readStream(stream));
    await store.append(stream, envelope.revision, codec.prepare(envelope, meta, [event('Noted', { text: `note ${n}` })]));
  }
  await store.close();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tampered = async (change: (db: DatabaseSync) => void): ReturnType<typeof verifyFile> => {
  const file = path.join(folder, 'tampered.db');
  copyFileSync(original, file);
  const db = new DatabaseSync(file);
  change(db);
  db.close();
  const result = await verifyFile(file);
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  return result;
};

const texts = ['stream', 'id', 'type', 'category', 'data', 'metadata', 'hash', 'chain'] as const;
type Change = { readonly name: string; readonly at: number; readonly run: (db: DatabaseSync) => void };

const edit = (at: number, random: () => number): Change => {
  const column = texts[Math.floor(random() * texts.length)]!;
  const place = Math.floor(random() * 20) + 1;
  const run = (db: DatabaseSync): void => {
    const { value } = db.prepare(`SELECT ${column} AS value FROM events WHERE position = ?`).get(at) as { value: string };
    const index = Math.min(place, value.length - 1);
    const changed = `${value.slice(0, index)}${value[index] === 'x' ? 'y' : 'x'}${value.slice(index + 1)}`;
    db.prepare(`UPDATE events SET ${column} = ? WHERE position = ?`).run(changed, at);
  };
  return { name: `edit of ${column} at ${at}`, at, run };
};

const removal = (at: number): Change => ({ name: `deletion of ${at}`, at, run: (db) => void db.prepare('DELETE FROM events WHERE position = ?').run(at) });

const swap = (one: number, other: number): Change => ({
  name: `swap of ${one} and ${other}`,
  at: Math.min(one, other),
  run: (db) => {
    const move = db.prepare('UPDATE events SET position = ? WHERE position = ?');
    move.run(-1, one);
    move.run(one, other);
    move.run(other, -1);
  },
});

const changes: readonly Change[] = (() => {
  const random = seededRandom(11);
  const place = (): number => 1 + Math.floor(random() * events);
  return Array.from({ length: 210 }, (_, n) => {
    if (n % 3 === 0) return edit(place(), random);
    if (n % 3 === 1) return removal(place());
    const one = place();
    return swap(one, (one % events) + 1);
  });
})();

describe('verify', () => {
  it('passes what nobody touched', async () => {
    expect(await tampered(() => undefined)).toEqual({ events, streams: 8, firstBreak: null });
  });

  it('names the place of each of 210 edits, deletions and swaps', async () => {
    const missed: string[] = [];
    for (const { name, at, run } of changes) {
      const { firstBreak } = await tampered(run);
      const lastGone = firstBreak?.what === 'stream-head' && at === events;
      if (!firstBreak || (firstBreak.position !== at && firstBreak.position !== at + 1 && !lastGone)) missed.push(`${name}: ${JSON.stringify(firstBreak)}`);
    }
    expect(missed).toEqual([]);
  });

  it.each([
    ['a head that is gone', `DELETE FROM heads WHERE stream = 'incident-default.1'`, 'stream-head'],
    ['a head that was set back', `UPDATE heads SET revision = revision - 1 WHERE stream = 'incident-default.1'`, 'stream-head'],
    ['a head of nothing', `INSERT INTO heads VALUES ('incident-default.x', 0, 'h', 1)`, 'stream-head'],
    ['the head of the file', 'UPDATE file_head SET count = count + 1', 'file-head'],
  ])('names %s', async (_what, sql, what) => {
    expect((await tampered((db) => db.exec(sql))).firstBreak).toMatchObject({ what });
  });
});
