import { eventStoreContract, storables, type OpenedEventStore } from '@firebreak/event-sourcing-testing';
import { chainHash, noStream } from '@firebreak/event-sourcing';
import { openEventStore, type SqliteEventStore } from './sqlite-event-store';
import { temporaryFolder, type TemporaryFolder } from './testing/temporary-folder';

eventStoreContract('sqlite', async () => {
  const folder = temporaryFolder();
  const opened = (): OpenedEventStore => {
    const store = openEventStore({ file: folder.file('events.db') });
    return {
      store,
      close: async () => {
        await store.close();
        folder.remove();
      },
      reopen: async () => {
        await store.close();
        return opened();
      },
    };
  };
  return opened();
});

describe('the file of a sqlite event store', () => {
  let folder: TemporaryFolder;
  let store: SqliteEventStore;
  beforeEach(() => {
    folder = temporaryFolder();
    store = openEventStore({ file: folder.file('events.db') });
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });

  it('gives positions without gaps, of one width', async () => {
    await store.append('light-default.a', noStream, storables(2));
    await expect(store.append('light-default.a', noStream, storables(1))).rejects.toMatchObject({ code: 'revision-conflict' });
    await store.append('light-default.b', noStream, storables(1));
    expect((await store.readAll({ after: null, limit: 9 })).map((event) => event.position)).toEqual(['0000000000000001', '0000000000000002', '0000000000000003']);
    await expect(store.readAll({ after: '12', limit: 9 })).rejects.toMatchObject({ code: 'invalid-position' });
  });

  it('takes an event id once in the whole store, and leaves nothing of a refused append', async () => {
    const [a, b, c] = storables(3);
    await store.append('light-default.a', noStream, [a!]);
    const [forged, other] = await Promise.allSettled([store.append('light-default.b', noStream, [b!, a!]), store.append('light-default.c', noStream, [c!])]);
    expect([forged.status, other.status]).toEqual(['rejected', 'fulfilled']);
    expect(await store.readStream('light-default.b')).toEqual([]);
    expect((await store.readAll({ after: null, limit: 9 })).map((event) => [event.stream, Number(event.position)])).toEqual([['light-default.a', 1], ['light-default.c', 2]]);
  });

  it('keeps a head for each stream and one for the file, as of the last commit', async () => {
    const [a, b] = [storables(2), storables(1)];
    await Promise.all([store.append('light-default.a', noStream, a), store.append('light-default.b', noStream, b)]);
    expect([...store.rawHeads()].map((head) => ({ ...head }))).toEqual([
      { stream: 'light-default.a', revision: 1, hash: a[1]!.hash, position: 2 },
      { stream: 'light-default.b', revision: 0, hash: b[0]!.hash, position: 3 },
    ]);
    expect({ ...store.rawFileHead() }).toEqual({ position: 3, chain: [...a, ...b].reduce<string | null>((chain, { hash }) => chainHash(chain, hash), null), count: 3 });
    expect([...store.rawRows()].map((row) => ({ ...row }))).toMatchObject([...a, ...b].map((event, index) => ({ ...event, position: index + 1, category: 'light' })));
  });

  it('shares one commit between the appends of a turn', async () => {
    await Promise.all(Array.from({ length: 64 }, (_, index) => store.append(`light-default.${index}`, noStream, storables(2))));
    await store.append('light-default.0', 1, storables(1));
    expect(store.stats()).toEqual({ appends: 65, events: 129, commits: 2, conflicts: 0, repeats: 0, groupSizes: { '1': 1, '64': 1 } });
  });

  it('commits what waits when it closes, and answers nothing after', async () => {
    const waiting = store.append('light-default.a', noStream, storables(1));
    const tail = store.waitForMore(await store.head(), new AbortController().signal);
    await store.close();
    await Promise.all([waiting, tail]);
    const closed = { code: 'store-unavailable' };
    await expect(store.append('light-default.a', 0, storables(1))).rejects.toMatchObject(closed);
    await expect(store.readStream('light-default.a')).rejects.toMatchObject(closed);
    store = openEventStore({ file: store.file });
    expect(await store.readStream('light-default.a')).toHaveLength(1);
  });

  it('can be read beside its writer, and not written to', async () => {
    await store.append('light-default.a', noStream, storables(1));
    const reader = openEventStore({ file: store.file, readOnly: true });
    expect(reader.storeId).toBe(store.storeId);
    const { position } = await store.append('light-default.a', 0, storables(1));
    expect(await reader.readStream('light-default.a')).toEqual(await store.readStream('light-default.a'));
    await reader.waitForMore(position, AbortSignal.timeout(1));
    await expect(reader.append('light-default.a', 1, storables(1))).rejects.toMatchObject({ code: 'store-unavailable' });
    await reader.close();
  });

  it('is copied while it is written to', async () => {
    let writing = true;
    const write = async (): Promise<void> => {
      for (let round = 0; writing; round += 1) await store.append('light-default.a', round * 5 - 1, storables(5));
    };
    await store.append('light-default.b', noStream, storables(3));
    const copy = async (): Promise<void> => {
      for (const name of ['first.db', 'second.db']) await store.backup(folder.file(name));
    };
    await Promise.all([write(), copy().finally(() => (writing = false))]);
    const events = await store.readAll({ after: null, limit: 1_000_000 });
    for (const name of ['first.db', 'second.db']) {
      const copy = openEventStore({ file: folder.file(name) });
      const copied = await copy.readAll({ after: null, limit: 1_000_000 });
      expect(copy.storeId).toBe(store.storeId);
      expect(copied.length).toBeGreaterThanOrEqual(3);
      expect(copied).toEqual(events.slice(0, copied.length));
      expect((await copy.readStream('light-default.a')).length % 5).toBe(0);
      await copy.close();
    }
  });
});
