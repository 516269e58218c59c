import { hasCode, noStream, type AppendResult, type StoredEvent } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import { freshCategory, freshStream, storable, storables } from './storable';
import { usingStore, type OpenEventStore } from './using-store';

/** An engine inside the process may answer reads without ever giving way to its own writes. */
const engineTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const settled = async (work: readonly Promise<AppendResult>[]): Promise<{ won: AppendResult[]; lost: unknown[] }> => {
  const results = await Promise.allSettled(work);
  return {
    won: results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    lost: results.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : [])),
  };
};

export const eventStoreConcurrencyContract = (open: OpenEventStore): void => {
  describe('writers at once', () => {
    const store = usingStore(open);

    it.each([2, 64])('%i at one revision: one wins, the others meet a conflict', async (writers) => {
      const stream = freshStream();
      await store.current.append(stream, noStream, storables(1));
      const { won, lost } = await settled(Array.from({ length: writers }, () => store.current.append(stream, 0, storables(1))));
      expect(won).toMatchObject([{ revision: 1 }]);
      expect(lost).toHaveLength(writers - 1);
      for (const error of lost) expect(error).toMatchObject({ code: 'revision-conflict', details: { stream, expected: 0, actual: 1 } });
      expect(await store.current.readStream(stream)).toHaveLength(2);
    });

    it('64 on one stream all get in, once each, when they try again', async () => {
      const stream = freshStream();
      const write = async (): Promise<AppendResult> => {
        const events = storables(1);
        for (;;) {
          const expected = (await store.current.readStream(stream)).length - 1;
          try {
            return await store.current.append(stream, expected, events);
          } catch (error) {
            if (!hasCode(error, 'revision-conflict')) throw error;
          }
        }
      };
      const results = await Promise.all(Array.from({ length: 64 }, write));
      const inOrder = Array.from({ length: 64 }, (_, revision) => revision);
      expect(results.map((each) => each.revision).sort((a, b) => a - b)).toEqual(inOrder);
      expect((await store.current.readStream(stream)).map((each) => each.revision)).toEqual(inOrder);
    });

    it('a conflict of one does not hurt the others', async () => {
      const streams = Array.from({ length: 20 }, () => freshStream());
      const { won, lost } = await settled(streams.map((stream, index) => store.current.append(stream, index % 2 ? 5 : noStream, storables(2))));
      expect([won.length, lost.length]).toEqual([10, 10]);
      for (const [index, stream] of streams.entries()) expect(await store.current.readStream(stream)).toHaveLength(index % 2 ? 0 : 2);
    });

    it('several events are there together or not at all', async () => {
      const stream = freshStream();
      let writing = true;
      const lengths = new Set<number>();
      const reader = async (): Promise<void> => {
        while (writing) {
          lengths.add((await store.current.readStream(stream)).length % 5);
          await engineTurn();
        }
      };
      const writer = async (): Promise<void> => {
        for (let round = 0; round < 30; round += 1) await store.current.append(stream, round * 5 - 1, storables(5));
        writing = false;
      };
      await Promise.all([reader(), writer()]);
      expect([...lengths]).toEqual([0]);
    });

    it('a reader at the tail sees every position, in order, none late', async () => {
      const category = freshCategory();
      const [writers, rounds, size] = [16, 12, 3];
      const total = writers * rounds * size;
      const seen: StoredEvent[] = [];
      const tail = async (): Promise<void> => {
        let after = await store.current.head();
        while (seen.length < total) {
          const page = await store.current.readAll({ after, limit: 7 });
          seen.push(...page.filter((event) => event.stream.startsWith(`${category}-`)));
          after = page.at(-1)?.position ?? after;
          if (page.length === 0) await store.current.waitForMore(after, new AbortController().signal);
        }
      };
      const write = async (): Promise<void> => {
        const stream = freshStream(category);
        for (let round = 0; round < rounds; round += 1) await store.current.append(stream, round * size - 1, storables(size));
      };
      await Promise.all([tail(), ...Array.from({ length: writers }, write)]);
      expect(seen).toEqual(await store.current.readAll({ after: null, limit: total + 1, categories: [category] }));
      expect(new Set(seen.map((event) => event.position)).size).toBe(total);
    });

    it('behaves as a list per stream, whatever is thrown at it', async () => {
      const step = fc.record({ stream: fc.nat(2), expected: fc.integer({ min: -1, max: 4 }), count: fc.integer({ min: 1, max: 3 }), again: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          const streams = [freshStream(), freshStream(), freshStream()];
          const model = streams.map((): string[] => []);
          for (const [index, { stream, expected, count, again }] of steps.entries()) {
            const name = streams[stream]!;
            const known = model[stream]!;
            const text = again && known.length > 0 ? known.at(-1)! : `${name} ${index}`;
            const texts = Array.from({ length: count }, (_, each) => (each === 0 ? text : `${text}/${each}`));
            const repeated = texts.every((each, offset) => known[expected + 1 + offset] === each);
            const fits = expected === known.length - 1 && !texts.some((each) => known.includes(each));
            const work = store.current.append(name, expected, texts.map((each) => storable(each)));
            if (repeated || fits) expect(await work).toMatchObject({ revision: expected + count });
            else await expect(work).rejects.toMatchObject({ code: 'revision-conflict' });
            if (fits) known.push(...texts);
          }
          for (const [index, name] of streams.entries()) {
            expect((await store.current.readStream(name)).map((event) => event.id)).toEqual(model[index]!.map((text) => storable(text).id));
          }
        }),
        { numRuns: 60, seed: 20_260_302 },
      );
    });
  });
};
