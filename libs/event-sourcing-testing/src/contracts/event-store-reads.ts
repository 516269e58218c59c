import { noStream, type StoredEvent } from '@firebreak/event-sourcing';
import { freshCategory, freshStream, storable, storables } from './storable';
import { usingStore, type OpenEventStore } from './using-store';

const revisions = (events: readonly StoredEvent[]): number[] => events.map((event) => event.revision);
const ids = (events: readonly { readonly id: string }[]): string[] => events.map((event) => event.id);

export const eventStoreReadContract = (open: OpenEventStore): void => {
  describe('reading', () => {
    const store = usingStore(open);
    const never = new AbortController().signal;

    it('reads ranges of a stream', async () => {
      const stream = freshStream();
      await store.current.append(stream, noStream, storables(5));
      const read = async (range: { from?: number; to?: number }): Promise<number[]> => revisions(await store.current.readStream(stream, range));
      expect(await read({})).toEqual([0, 1, 2, 3, 4]);
      expect(await read({ from: 2 })).toEqual([2, 3, 4]);
      expect(await read({ to: 1 })).toEqual([0, 1]);
      expect(await read({ from: 1, to: 3 })).toEqual([1, 2, 3]);
      expect(await read({ from: 3, to: 3 })).toEqual([3]);
      expect(await read({ from: 3, to: 99 })).toEqual([3, 4]);
      expect(await read({ from: 5 })).toEqual([]);
      expect(await read({ from: 3, to: 2 })).toEqual([]);
      expect(await store.current.readStream(freshStream())).toEqual([]);
    });

    it('keeps streams apart whose names begin alike', async () => {
      const stream = freshStream();
      await store.current.append(stream, noStream, storables(1));
      await store.current.append(`${stream}1`, noStream, storables(2));
      expect(await store.current.readStream(stream)).toHaveLength(1);
      expect(await store.current.readStream(`${stream}1`)).toHaveLength(2);
    });

    it('pages through everything in order of position', async () => {
      const start = await store.current.head();
      const written: string[] = [];
      for (let round = 0; round < 4; round += 1) {
        const events = storables(3);
        written.push(...ids(events));
        await store.current.append(freshStream(round % 2 ? 'light' : 'door'), noStream, events);
      }
      const seen: StoredEvent[] = [];
      for (let after = start; ; after = seen.at(-1)!.position) {
        const page = await store.current.readAll({ after, limit: 5 });
        expect(page.length).toBeLessThanOrEqual(5);
        if (page.length === 0) break;
        seen.push(...page);
      }
      expect(ids(seen)).toEqual(written);
      const positions = seen.map((event) => event.position);
      expect([...new Set(positions)].sort()).toEqual(positions);
      expect(await store.current.head()).toBe(positions.at(-1));
    });

    it('reads only the categories that are asked for', async () => {
      const [light, door] = [freshCategory(), freshCategory()];
      const [a, b, c] = [storables(2), storables(1), storables(2)];
      await store.current.append(freshStream(light), noStream, a);
      await store.current.append(freshStream(door), noStream, b);
      await store.current.append(freshStream(light), noStream, c);
      const read = async (categories: string[], limit = 100): Promise<string[]> => ids(await store.current.readAll({ after: null, limit, categories }));
      expect(await read([light])).toEqual(ids([...a, ...c]));
      expect(await read([door])).toEqual(ids(b));
      expect(await read([door, light])).toEqual(ids([...a, ...b, ...c]));
      expect(await read([door, light], 3)).toEqual(ids([...a, ...b]));
      expect(await read([freshCategory()])).toEqual([]);
      expect(await read([])).toEqual([]);
    });

    it('goes on inside an append', async () => {
      const category = freshCategory();
      const events = storables(4);
      await store.current.append(freshStream(category), noStream, events);
      const first = await store.current.readAll({ after: null, limit: 2, categories: [category] });
      const rest = await store.current.readAll({ after: first[1]!.position, limit: 9, categories: [category] });
      expect(ids([...first, ...rest])).toEqual(ids(events));
    });

    it('wakes who waits for more', async () => {
      await store.current.append(freshStream(), noStream, storables(1));
      const waiting = store.current.waitForMore(await store.current.head(), never);
      const { position } = await store.current.append(freshStream(), noStream, storables(1));
      await expect(waiting).resolves.toBeUndefined();
      expect(await store.current.head()).toBe(position);
    });

    it('does not wait where there is more already', async () => {
      const before = await store.current.head();
      await store.current.append(freshStream(), noStream, storables(1));
      await expect(store.current.waitForMore(before, never)).resolves.toBeUndefined();
      await expect(store.current.waitForMore(null, never)).resolves.toBeUndefined();
    });

    it('stops waiting when it is told to', async () => {
      await store.current.append(freshStream(), noStream, storables(1));
      const head = await store.current.head();
      const stopping = new AbortController();
      const waiting = store.current.waitForMore(head, stopping.signal);
      stopping.abort();
      await expect(waiting).resolves.toBeUndefined();
      await expect(store.current.waitForMore(head, AbortSignal.abort())).resolves.toBeUndefined();
    });

    it('has everything after it was opened again, and goes on from there', async () => {
      const stream = freshStream();
      const { storeId } = store.current;
      await store.current.append(stream, noStream, storables(3));
      const [events, head] = [await store.current.readStream(stream), await store.current.head()];
      if (!(await store.reopen())) return;
      expect(store.current.storeId).toBe(storeId);
      expect(await store.current.readStream(stream)).toEqual(events);
      expect(await store.current.head()).toBe(head);
      const { revision, position } = await store.current.append(stream, 2, [storable(`after ${stream}`)]);
      expect(revision).toBe(3);
      expect(position > head!).toBe(true);
    });
  });
};
