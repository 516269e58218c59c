import { countingIds, memoryEventStore } from '@firebreak/event-sourcing-testing';
import { CodedError } from './errors';
import type { EventStore } from './event-store';
import { NumberBlocks, numberingCodec } from './number-blocks';
import { lightMeta } from './testing/light';

const ids = countingIds();
const blocks = (store: EventStore, firstBlock?: number, largestBlock?: number): NumberBlocks =>
  new NumberBlocks({ store, ids, prefix: 'INC', kind: 'incident', ...(firstBlock ? { firstBlock } : {}), ...(largestBlock ? { largestBlock } : {}) });

const take = async (from: NumberBlocks, count: number, tenant = 'default'): Promise<string[]> => {
  const numbers: string[] = [];
  for (let taken = 0; taken < count; taken += 1) numbers.push(await from.next(lightMeta({ tenant })));
  return numbers;
};

const numbersOf = (texts: readonly string[]): number[] => texts.map((text) => Number(text.slice('INC-'.length)));

describe('numbers people can say', () => {
  it('count from one, block by block, each block twice the last', async () => {
    const store = memoryEventStore();
    const numbers = await take(blocks(store, 2, 4), 12);
    expect(numbers).toEqual(Array.from({ length: 12 }, (_, index) => `INC-${index + 1}`));
    const taken = store.all().map((stored) => numberingCodec.decode(stored).data);
    expect(taken.map(({ from, to }) => [from, to])).toEqual([[1, 2], [3, 6], [7, 10], [11, 14]]);
    expect(new Set(taken.map(({ takenBy }) => takenBy)).size).toBe(1);
  });

  it('leave a gap at a restart and are never handed out twice', async () => {
    const store = memoryEventStore();
    const before = await take(blocks(store), 3);
    const after = await take(blocks(store), 3);
    expect([before, after]).toEqual([['INC-1', 'INC-2', 'INC-3'], ['INC-21', 'INC-22', 'INC-23']]);
  });

  it('are counted for each tenant alone', async () => {
    const shared = blocks(memoryEventStore());
    expect(await take(shared, 2)).toEqual(['INC-1', 'INC-2']);
    expect(await take(shared, 1, 'other')).toEqual(['INC-1']);
    expect(await take(shared, 1)).toEqual(['INC-3']);
  });

  it('come from one block where several ask in the same turn', async () => {
    const store = memoryEventStore();
    const shared = blocks(store, 4);
    const numbers = await Promise.all(Array.from({ length: 10 }, () => shared.next(lightMeta())));
    expect(numbersOf(numbers).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(store.all()).toHaveLength(2);
  });

  it('are unique where two processes ask at once for the sake of the same request', async () => {
    const store = memoryEventStore();
    const both = [blocks(store, 2), blocks(store, 2)];
    const numbers = (await Promise.all(both.map((each) => take(each, 3)))).flat();
    expect(new Set(numbers).size).toBe(6);
  });

  it('are unique over many processes whose answers get lost', async () => {
    const inner = memoryEventStore();
    let appends = 0;
    const lossy: EventStore = {
      ...inner,
      append: async (stream, expected, events) => {
        appends += 1;
        if (appends % 5 === 1) throw new CodedError('append-outcome-unknown');
        const answer = await inner.append(stream, expected, events);
        if (appends % 3 === 0) throw new CodedError('append-outcome-unknown');
        return answer;
      },
    };
    const processes = Array.from({ length: 8 }, () => blocks(lossy, 1, 4));
    const numbers = (await Promise.all(processes.map((each) => take(each, 20)))).flat();
    expect(new Set(numbers).size).toBe(160);
    expect(numbersOf(numbers).every((number) => number >= 1)).toBe(true);
  });

  it('belong to the numbering, not to the key or the person that asked', async () => {
    const store = memoryEventStore();
    await blocks(store).next(lightMeta({ origin: 'imported', onBehalfOf: 'grace', idempotency: { keyHash: 'k', bodyHash: 'b', actor: 'ada' } }));
    expect(numberingCodec.decode(store.all()[0]!).metadata).toMatchObject({ actor: 'system:numbering', onBehalfOf: null, origin: 'live', idem: null });
  });

  it('are not made up while the store cannot write, and come once it can', async () => {
    const inner = memoryEventStore();
    let down = true;
    const numbers = blocks({ ...inner, append: (...args) => (down ? Promise.reject(new CodedError('store-unavailable')) : inner.append(...args)) });
    await expect(numbers.next(lightMeta())).rejects.toThrow('store-unavailable');
    down = false;
    expect(await numbers.next(lightMeta())).toBe('INC-1');
  });
});
