import { contractHeaders } from '@firebreak/contracts';
import type { BusRecord } from '@firebreak/event-sourcing';
import { memoryEventBus } from '@firebreak/event-sourcing-testing';
import { readFeed, type FeedReader } from './feed';

const record = (n: number, tenant = 'default'): BusRecord => ({
  topic: 'firebreak.incident.v1',
  partition: 0,
  key: `incident-${tenant}.a`,
  id: `id-${n}`,
  type: 'firebreak.IncidentTriaged.v1',
  sequence: n,
  position: String(n).padStart(16, '0'),
  storeId: 'store',
  hash: 'hash',
  headers: { [contractHeaders.tenant]: tenant, [contractHeaders.time]: '2026-03-05T10:11:12.000Z' },
  value: '{"inferred":false}',
});

const readerWith = (...roles: string[]): FeedReader => ({ tenant: 'default', actor: { id: 'feed', roles, groups: [] } });
const service = readerWith('service');

const busWith = async (...records: BusRecord[]) => {
  const bus = memoryEventBus({ partitions: 1 });
  await bus.publish(records);
  return bus;
};

describe('the feed', () => {
  it('reads page by page without a gap or a repeat', async () => {
    const bus = await busWith(record(1), record(2), record(3), record(4), record(5));
    const first = await readFeed(bus, service, null, 2);
    const second = await readFeed(bus, service, first.cursor, 2);
    const third = await readFeed(bus, service, second.cursor, 2);
    expect([first, second, third].flatMap((page) => page.records.map((each) => each.id))).toEqual(['id-1', 'id-2', 'id-3', 'id-4', 'id-5']);
    expect(second.records[0]!.follows).toBe(first.cursor);
  });

  it('leaves out what a relay repeated', async () => {
    const bus = await busWith(record(1), record(2), record(1), record(2), record(3));
    expect((await readFeed(bus, service, null, 10)).records.map((each) => each.id)).toEqual(['id-1', 'id-2', 'id-3']);
  });

  it.each([1, 2, 3, 4])('leaves it out over the border of pages of %i too', async (limit) => {
    const bus = await busWith(record(1), record(2), record(3), record(2), record(3), record(1), record(2), record(3), record(4));
    const ids: string[] = [];
    for (let cursor: string | null = null, more = true; more; ) {
      const page = await readFeed(bus, service, cursor, limit);
      ids.push(...page.records.map(({ id }) => id));
      more = page.cursor !== page.head;
      cursor = page.cursor;
    }
    expect(ids).toEqual(['id-1', 'id-2', 'id-3', 'id-4']);
  });

  it('shows no tenant another one, and passes what is not its own', async () => {
    const bus = await busWith(record(1, 'other'), record(2), record(3, 'other'));
    const page = await readFeed(bus, service, null, 10);
    expect(page.records.map((each) => each.id)).toEqual(['id-2']);
    expect(page.cursor).toBe(page.head);
  });

  it('shows a restricted incident to those who may see it', async () => {
    const first = { ...record(0), type: 'firebreak.IncidentLogged.v1', value: '{"visibility":"restricted","openedBy":"desk-1","caller":null}' };
    const bus = await busWith(first, record(1));
    expect((await readFeed(bus, service, null, 10)).records).toEqual([]);
    expect((await readFeed(bus, readerWith('auditor'), null, 10)).records).toHaveLength(2);
  });

  it('answers nothing new with the same cursor', async () => {
    const bus = await busWith(record(1));
    const { cursor } = await readFeed(bus, service, null, 10);
    expect(await readFeed(bus, service, cursor, 10)).toEqual({ records: [], cursor, head: cursor });
  });

  it.each(['-1', 'x', '1'.repeat(40)])('refuses %s', async (after) => {
    await expect(readFeed(await busWith(record(1)), service, after, 10)).rejects.toMatchObject({ code: 'invalid-cursor' });
  });

  it('names the head to a cursor beyond it', async () => {
    const bus = await busWith(record(1));
    const head = await bus.logHead(['firebreak.incident.v1']);
    await expect(readFeed(bus, service, '99999999999999999999', 10)).rejects.toMatchObject({ code: 'cursor-beyond-head', details: { head } });
  });
});
