import type { Collection, Found, ReadStore } from '@firebreak/event-sourcing';
import { Directory } from './directory';
import type { DirectoryEntry } from './reactions/catalog.directory.projection';

const group = (key: string): Found<DirectoryEntry> => ({ id: key, doc: { rev: 0, tenant: 'acme', kind: 'group', key, members: ['ann'], retired: false } });

const directoryOver = (find: () => Promise<Found<DirectoryEntry>[]>): Directory =>
  new Directory({ collection: () => Promise.resolve({ find } as unknown as Collection<DirectoryEntry>) } as unknown as ReadStore);

describe('the groups of a person', () => {
  it('are looked up once for all who ask before the look begins, and anew for who asks after', async () => {
    const looks: string[] = [];
    const directory = directoryOver(() => {
      looks.push('look');
      return Promise.resolve([group(`look-${looks.length}`)]);
    });
    const together = await Promise.all([directory.groupsOf('acme', 'ann'), directory.groupsOf('acme', 'ann')]);
    expect(together).toEqual([['look-1'], ['look-1']]);
    expect(await directory.groupsOf('acme', 'ann')).toEqual(['look-2']);
    expect(looks).toHaveLength(2);
  });

  it('are not those of somebody else, nor of another tenant', async () => {
    let looks = 0;
    const directory = directoryOver(() => Promise.resolve([group(`look-${(looks += 1)}`)]));
    const answers = await Promise.all([directory.groupsOf('acme', 'ann'), directory.groupsOf('acme', 'bob'), directory.groupsOf('other', 'ann')]);
    expect(new Set(answers.flat()).size).toBe(3);
  });

  it('are not answered to who asks while a look is under way', async () => {
    let begun = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (begun = resolve));
    const finish: ((found: Found<DirectoryEntry>[]) => void)[] = [];
    const directory = directoryOver(() => new Promise((resolve) => { finish.push(resolve); begun(); }));
    const first = directory.groupsOf('acme', 'ann');
    await underWay;
    const second = directory.groupsOf('acme', 'ann');
    finish[0]!([group('before')]);
    expect(await first).toEqual(['before']);
    while (finish.length < 2) await new Promise((resolve) => void setImmediate(resolve));
    finish[1]!([group('after')]);
    expect(await second).toEqual(['after']);
  });

  it('are looked up again after a look that failed', async () => {
    let looks = 0;
    const directory = directoryOver(() => ((looks += 1) === 1 ? Promise.reject(new Error('away')) : Promise.resolve([group('there')])));
    await expect(directory.groupsOf('acme', 'ann')).rejects.toThrow('away');
    expect(await directory.groupsOf('acme', 'ann')).toEqual(['there']);
  });
});
