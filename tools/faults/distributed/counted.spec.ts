import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { countUp, judgeCounts } from './counted';

const streams = ['counter-default.a', 'counter-default.b'];

describe('counts', () => {
  it('are acknowledged as often as they were asked for', async () => {
    const store = memoryEventStore();
    const { acknowledged, repeats, conflicts } = await countUp(store, { streams, writers: 2, values: 3 });
    expect([acknowledged.length, repeats, conflicts]).toEqual([6, 0, 0]);
    const rows = store.all().map(({ stream, data }) => ({ stream, data: JSON.parse(data) as Record<string, unknown> }));
    expect(judgeCounts(rows, acknowledged)).toEqual({ lost: [], doubled: [] });
    expect(judgeCounts(rows.slice(1), acknowledged).lost).toHaveLength(1);
    expect(judgeCounts([...rows, rows[2]!], acknowledged).doubled).toHaveLength(1);
  });
});
