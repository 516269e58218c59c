import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openEventStore } from './sqlite-event-store';
import { appendSize, eventsOf } from './testing/store-process';
import { spawnStore } from './testing/spawn-store';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder';

let folder: TemporaryFolder;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = folder.file('events.db');
});
afterEach(() => folder.remove());

describe('two processes on one folder', () => {
  it('the second is told who holds it, and nothing is left of a holder that was killed', async () => {
    const holder = spawnStore('hold', file);
    expect(await holder.first).toEqual({ open: holder.child.pid });
    holder.child.kill('SIGSTOP');
    const refusal = { code: 'data-folder-in-use', details: { path: path.dirname(file), pid: holder.child.pid } };
    expect(() => openEventStore({ file })).toThrow(expect.objectContaining({ ...refusal, details: expect.objectContaining(refusal.details) as object }));
    holder.child.kill('SIGKILL');
    expect(await holder.ended).toBe('SIGKILL');
    await openEventStore({ file }).close();
  });

  it('a second store in the same process is refused and does not give the lock away', async () => {
    const store = openEventStore({ file });
    const inUse = expect.objectContaining({ code: 'data-folder-in-use' }) as Error;
    expect(() => openEventStore({ file })).toThrow(inUse);
    const other = spawnStore('hold', file);
    expect(await other.first).toMatchObject({ code: 'data-folder-in-use', details: { pid: process.pid } });
    expect(await other.ended).toBe(1);
    await store.close();
    await openEventStore({ file }).close();
  });
});

describe('a process killed while it commits', () => {
  it.each(['before-append', 'in-transaction', 'before-commit', 'after-commit'])('at %s loses nothing acknowledged and leaves no half of an append', async (failpoint) => {
    const acked: { stream: string; revision: number }[] = [];
    for (const hit of [2, 11, 37]) {
      const { said, ended } = spawnStore('append', file, failpoint, String(hit));
      expect(await ended).toBe('SIGKILL');
      acked.push(...said.flatMap((line) => (typeof line.acked === 'string' ? [{ stream: line.acked, revision: Number(line.revision) }] : [])));
    }
    const db = new DatabaseSync(file);
    expect({ ...db.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' });
    db.close();

    const store = openEventStore({ file });
    const rows = [...store.rawRows()];
    expect(rows.map((row) => row.position)).toEqual(rows.map((_, index) => index + 1));
    for (const head of store.rawHeads()) {
      const events = await store.readStream(head.stream);
      const written = Array.from({ length: events.length / appendSize }, (_, round) => eventsOf(head.stream, round)).flat();
      expect(events).toMatchObject(written.map((event, revision) => ({ ...event, revision })));
      expect(events.at(-1)).toMatchObject({ revision: head.revision, hash: head.hash });
    }
    expect(acked.length).toBeGreaterThan(0);
    for (const { stream, revision } of acked) expect(await store.readStream(stream, { from: revision, to: revision })).toHaveLength(1);
    await store.close();
  });
});
