import { event } from '@firebreak/event-sourcing';
import { projectedEvents, projectTwice } from '@firebreak/event-sourcing-testing';
import { catalogDirectory, type DirectoryEntry } from './catalog.directory.projection';

const stream = 'catalog-default.one';

const entry = async (...history: Parameters<typeof projectedEvents>[1][]): Promise<DirectoryEntry> =>
  (await projectTwice(catalogDirectory, projectedEvents(stream, ...history))).get(stream)!;

describe('the directory of the catalog', () => {
  it('knows a service, and that it was retired', async () => {
    const registered = event('ServiceRegistered', { service: 'mail', retired: false });
    expect(await entry(registered)).toMatchObject({ kind: 'service', key: 'mail', retired: false });
    expect(await entry(registered, event('ServiceChanged', { service: 'mail', retired: true }))).toMatchObject({ key: 'mail', retired: true, rev: 1 });
  });

  it('knows the members of a group as they are now', async () => {
    const changed = (...members: string[]) => event('GroupChanged', { group: 'network', members, retired: false });
    expect(await entry(changed('a', 'b'), changed('b'))).toMatchObject({ kind: 'group', key: 'network', members: ['b'] });
  });

  it('takes what it does not know as nothing to offer', async () => {
    expect(await entry(event('CalendarPublished', {}))).toMatchObject({ kind: 'other', retired: true });
  });
});
