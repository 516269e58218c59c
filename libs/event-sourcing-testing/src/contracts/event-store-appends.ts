import { appendLimits, noStream } from '@firebreak/event-sourcing';
import { freshStream, storable, storableOf, storables } from './storable';
import { usingStore, type OpenEventStore } from './using-store';

const conflict = (stream: string, expected: number, actual: number): object => ({
  code: 'revision-conflict',
  details: { stream, expected, actual },
});

export const eventStoreAppendContract = (open: OpenEventStore): void => {
  describe('append', () => {
    const store = usingStore(open);

    it('creates a stream and continues it', async () => {
      const stream = freshStream();
      const [a, b, c] = storables(3);
      expect(await store.current.append(stream, noStream, [a!])).toMatchObject({ revision: 0 });
      expect(await store.current.append(stream, 0, [b!, c!])).toMatchObject({ revision: 2 });
      expect(await store.current.readStream(stream)).toMatchObject([a!, b!, c!].map((event, revision) => ({ ...event, stream, revision })));
    });

    it('keeps every byte of what it is given', async () => {
      const stream = freshStream();
      const event = storable('x', { type: 'Noted.v2', data: '{"text":"äß €😀 \\u0000 \\" ﷽","n":9007199254740991}', metadata: '{"v":1,"ü":null}' });
      await store.current.append(stream, noStream, [event]);
      const { position, ...stored } = (await store.current.readStream(stream))[0]!;
      expect(stored).toEqual({ ...event, stream, revision: 0 });
      expect(typeof position).toBe('string');
    });

    it('gives revisions as safe integers and positions as texts', async () => {
      const stream = freshStream();
      const result = await store.current.append(stream, noStream, storables(2));
      const events = await store.current.readStream(stream);
      for (const revision of [result.revision, ...events.map((event) => event.revision)]) {
        expect(typeof revision).toBe('number');
        expect(Number.isSafeInteger(revision)).toBe(true);
      }
      for (const position of [result.position, ...events.map((event) => event.position)]) expect(typeof position).toBe('string');
      expect(result).toEqual({ revision: 1, position: events[1]!.position });
    });

    it('refuses to continue a stream that is not there', async () => {
      const stream = freshStream();
      await expect(store.current.append(stream, 0, storables(1))).rejects.toMatchObject(conflict(stream, 0, -1));
      expect(await store.current.readStream(stream)).toEqual([]);
    });

    it('refuses to create a stream that is there', async () => {
      const stream = freshStream();
      await store.current.append(stream, noStream, storables(2));
      await expect(store.current.append(stream, noStream, storables(1))).rejects.toMatchObject(conflict(stream, -1, 1));
      expect(await store.current.readStream(stream)).toHaveLength(2);
    });

    it('refuses a revision behind and one ahead, and writes nothing of it', async () => {
      const stream = freshStream();
      await store.current.append(stream, noStream, storables(3));
      const head = await store.current.head();
      await expect(store.current.append(stream, 1, storables(2))).rejects.toMatchObject(conflict(stream, 1, 2));
      await expect(store.current.append(stream, 3, storables(2))).rejects.toMatchObject(conflict(stream, 3, 2));
      expect(await store.current.head()).toBe(head);
    });

    it('refuses an empty append, stream or not', async () => {
      const stream = freshStream();
      await expect(store.current.append(stream, noStream, [])).rejects.toMatchObject({ code: 'empty-append' });
      await store.current.append(stream, noStream, storables(1));
      await expect(store.current.append(stream, 0, [])).rejects.toMatchObject({ code: 'empty-append' });
      await expect(store.current.append(stream, 7, [])).rejects.toMatchObject({ code: 'empty-append' });
    });

    it('takes an event and an append of the limit, and not a byte more', async () => {
      const { eventBytes, appendBytes } = appendLimits;
      const stream = freshStream();
      const most = Array.from({ length: appendBytes / eventBytes }, () => storableOf(eventBytes));
      expect(await store.current.append(stream, noStream, most)).toMatchObject({ revision: most.length - 1 });
      const tooLarge = { code: 'event-too-large' };
      await expect(store.current.append(freshStream(), noStream, [storableOf(eventBytes + 1)])).rejects.toMatchObject(tooLarge);
      await expect(store.current.append(freshStream(), noStream, [...most.slice(1), ...storables(1), storableOf(eventBytes)])).rejects.toMatchObject(tooLarge);
    });
  });

  describe('the same append again', () => {
    const store = usingStore(open);

    it('answers as the first time', async () => {
      const stream = freshStream();
      const events = storables(3);
      const first = await store.current.append(stream, noStream, events);
      expect(await store.current.append(stream, noStream, events)).toEqual(first);
      expect(await store.current.readStream(stream)).toHaveLength(3);
    });

    it('answers as the first time when others followed', async () => {
      const stream = freshStream();
      const [before, own, later] = [storables(2), storables(2), storables(3)];
      await store.current.append(stream, noStream, before);
      const first = await store.current.append(stream, 1, own);
      await store.current.append(stream, 3, later);
      expect(await store.current.append(stream, 1, own)).toEqual(first);
      expect(await store.current.readStream(stream)).toHaveLength(7);
    });

    it('twice at once is written once', async () => {
      const stream = freshStream();
      const events = storables(2);
      const [a, b] = await Promise.all([store.current.append(stream, noStream, events), store.current.append(stream, noStream, events)]);
      expect(a).toEqual(b);
      expect(await store.current.readStream(stream)).toHaveLength(2);
    });

    it('is a conflict at another revision', async () => {
      const stream = freshStream();
      const events = storables(1);
      await store.current.append(stream, noStream, events);
      await store.current.append(stream, 0, storables(1));
      await expect(store.current.append(stream, 0, events)).rejects.toMatchObject(conflict(stream, 0, 1));
    });

    it('is a conflict when only a part of it is there', async () => {
      const stream = freshStream();
      const [a, b, c] = storables(3);
      await store.current.append(stream, noStream, [a!, b!]);
      await expect(store.current.append(stream, noStream, [a!, b!, c!])).rejects.toMatchObject(conflict(stream, -1, 1));
      await expect(store.current.append(stream, noStream, [a!, c!])).rejects.toMatchObject(conflict(stream, -1, 1));
      expect(await store.current.readStream(stream)).toHaveLength(2);
    });

    it('is the same when it is the beginning of a longer one', async () => {
      const stream = freshStream();
      const [a, b] = storables(2);
      await store.current.append(stream, noStream, [a!, b!]);
      expect(await store.current.append(stream, noStream, [a!])).toMatchObject({ revision: 0 });
    });

    it('is a conflict when an id comes with other content', async () => {
      const stream = freshStream();
      const [a] = storables(1);
      await store.current.append(stream, noStream, [a!]);
      const forged = storable('something else', { id: a!.id });
      await expect(store.current.append(stream, noStream, [forged])).rejects.toMatchObject(conflict(stream, -1, 0));
    });
  });
};
