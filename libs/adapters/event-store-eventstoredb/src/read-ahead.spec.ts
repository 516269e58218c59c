import type { ReadAllOptions, StoredEvent } from '@firebreak/event-sourcing';
import { readAhead } from './read-ahead';

const event = (position: string): StoredEvent => ({ id: position, stream: 'lamp-a.1', type: 'Lit', data: '{}', metadata: '{}', hash: '', revision: Number(position), position });
const positions = (page: readonly StoredEvent[]): readonly string[] => page.map(({ position }) => position);

const log = (length: number) => {
  const events = Array.from({ length }, (_, n) => event(String(n)));
  const asked: (string | null)[] = [];
  const away = new Set<string | null>();
  const read = readAhead(({ after, limit }: ReadAllOptions) => {
    asked.push(after);
    if (away.has(after)) return Promise.reject(new RangeError('away'));
    return Promise.resolve(events.slice(after === null ? 0 : Number(after) + 1).slice(0, limit));
  });
  return { events, asked, read, away };
};

describe('reading ahead', () => {
  it('has the next page on its way while the first is worked on, and reads no page twice', async () => {
    const { asked, read } = log(6);
    expect(positions(await read({ after: null, limit: 2 }))).toEqual(['0', '1']);
    expect(asked).toEqual([null, '1']);
    expect(positions(await read({ after: '1', limit: 2 }))).toEqual(['2', '3']);
    expect(positions(await read({ after: '3', limit: 2 }))).toEqual(['4', '5']);
    expect(asked).toEqual([null, '1', '3', '5']);
  });

  it('reads the end of the log again: there may be more by then', async () => {
    const { events, asked, read } = log(3);
    await read({ after: null, limit: 2 });
    events.push(event('3'));
    expect(positions(await read({ after: '1', limit: 2 }))).toEqual(['2', '3']);
    events.push(event('4'));
    expect(positions(await read({ after: '3', limit: 2 }))).toEqual(['4']);
    // Whoever is at the end asks once for each look.
    const before = asked.length;
    expect(positions(await read({ after: '4', limit: 2 }))).toEqual([]);
    expect(asked.length - before).toBe(1);
  });

  it('keeps the pages of other questions apart', async () => {
    const { read } = log(8);
    await read({ after: null, limit: 2 });
    expect(positions(await read({ after: '1', limit: 3 }))).toEqual(['2', '3', '4']);
    expect(positions(await read({ after: '1', limit: 2, categories: ['lamp'] }))).toEqual(['2', '3']);
    expect(positions(await read({ after: '1', limit: 2 }))).toEqual(['2', '3']);
  });

  it('asks again where the page ahead could not be read', async () => {
    const { read, away } = log(4);
    away.add('1');
    expect(positions(await read({ after: null, limit: 2 }))).toEqual(['0', '1']);
    await expect(read({ after: '1', limit: 2 })).rejects.toThrow('away');
    away.clear();
    expect(positions(await read({ after: '1', limit: 2 }))).toEqual(['2', '3']);
  });
});
