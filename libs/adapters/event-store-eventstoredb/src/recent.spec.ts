import type { StoredEvent } from '@firebreak/event-sourcing';
import { Recent } from './recent';

const event = (n: number, category = 'light'): StoredEvent =>
  ({ stream: `${category}-default.a`, position: `p${n}`, data: '12345', metadata: '12345' }) as StoredEvent;
const positions = (recent: Recent, after: string | null, limit = 100, categories?: readonly string[]): unknown => {
  const found = recent.behind({ after, limit, ...(categories ? { categories } : {}) });
  return found && [found.page.map(({ position }) => position), found.position];
};
const filled = (from: string | null, ...events: readonly StoredEvent[]): Recent => {
  const recent = new Recent(from);
  for (const each of events) recent.add(each);
  return recent;
};

describe('the last events of a log', () => {
  it('are those behind a place, to the last one seen', () => {
    const recent = filled('p0', event(1), event(2), event(3));
    expect(positions(recent, 'p0')).toEqual([['p1', 'p2', 'p3'], 'p3']);
    expect(positions(recent, 'p2')).toEqual([['p3'], 'p3']);
    expect(positions(recent, 'p3')).toEqual([[], 'p3']);
  });

  it('are read to where a full page ends', () => {
    expect(positions(filled('p0', event(1), event(2), event(3)), 'p0', 2)).toEqual([['p1', 'p2'], 'p2']);
  });

  it('are passed where no wanted category wrote them', () => {
    const recent = filled('p0', event(1), event(2, 'door'), event(3, 'door'));
    expect(positions(recent, 'p0', 100, ['light'])).toEqual([['p1'], 'p3']);
    expect(positions(recent, 'p1', 100, ['light'])).toEqual([[], 'p3']);
    expect(positions(recent, 'p0', 1, ['light'])).toEqual([['p1'], 'p1']);
  });

  it('are nothing new to a reader that is ahead of them', () => {
    expect(positions(filled('p0', event(1)), 'p7')).toEqual([[], 'p7']);
  });

  it('are not told where some are missing', () => {
    expect(positions(filled('p1', event(2)), 'p0')).toBeNull();
    expect(positions(filled('p1', event(2)), null)).toBeNull();
    expect(positions(filled(null, event(1)), null)).toEqual([['p1'], 'p1']);
  });

  it.each([{ events: 4, characters: 1_000 }, { events: 1_000, characters: 40 }])('are so many at most (%j)', (most) => {
    const recent = new Recent('p0', most);
    for (const n of [1, 2, 3, 4, 5]) recent.add(event(n));
    expect([positions(recent, 'p2'), positions(recent, 'p3')]).toEqual([null, [['p4', 'p5'], 'p5']]);
  });

  it('begin anew behind one that cannot be kept', () => {
    const recent = filled('p0', event(1));
    recent.beginBehind('p2');
    recent.add(event(3));
    expect([positions(recent, 'p1'), positions(recent, 'p2')]).toEqual([null, [['p3'], 'p3']]);
  });
});
