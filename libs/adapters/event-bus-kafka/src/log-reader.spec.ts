import type { ReceivedRecord } from '@firebreak/event-sourcing';
import { logReader, type Ends } from './log-reader';
import type { RawLog } from './raw-log';

const record = (offset: number, position: string): ReceivedRecord => ({
  topic: 't', partition: 0, key: 'k', id: 'i', type: 'T', sequence: offset, position, storeId: 's', hash: `h${offset}`, headers: {}, value: null, offset: String(offset),
});

/** One partition; offsets that have no record are marks of transactions. */
const lane = (...positions: readonly (string | null)[]) => {
  const records = positions.flatMap((position, offset) => (position === null ? [] : [record(offset, position)]));
  const reads: string[] = [];
  const log: RawLog = {
    read: async (_topic, _partition, from, to, take) => {
      reads.push(`${from}..${to}`);
      for (const each of records) if (BigInt(each.offset) >= from && BigInt(each.offset) < to && !take(each)) return;
    },
    close: () => Promise.resolve(),
  };
  let high = positions.length;
  const ends = async (): Promise<Ends[]> => [{ partition: 0, low: 0n, high: BigInt(high) }];
  return { reader: logReader(log, ends), reads, add: (position: string) => void records.push(record(high++, position)) };
};

describe('the reader of a log', () => {
  it('looks for the tail from the end backwards, further where there are marks only', async () => {
    const { reader, reads } = lane('1', '2', ...Array.from({ length: 2_500 }, () => null));
    expect(await reader.tails('t')).toMatchObject([{ position: '2', hash: 'h1' }]);
    expect(reads).toEqual(['502..2502', '0..502']);
  });

  it('takes the greatest position, not the last, and nothing for a tail that has none', async () => {
    expect(await lane('1', '3', '2', '').reader.tails('t')).toMatchObject([{ position: '3' }]);
    expect(await lane(null, '').reader.tails('t')).toEqual([null]);
  });

  it('goes on from the last offset there is, and from none beyond', async () => {
    const { reader } = lane('1', '2', null);
    const read = (offset: number) => reader.readLog({ topics: ['t'], after: `k1,t%2F0:${offset}:2`, limit: 2 });
    expect(await read(2)).toEqual([]);
    await expect(read(3)).rejects.toMatchObject({ code: 'cursor-beyond-head', details: { field: 'after', head: 'k1,t%2F0:1:2' } });
  });

  it('leaves out repeats over pages, and reads for the head only what came since', async () => {
    const { reader, reads, add } = lane('1', '2', '1', '2', '3');
    const first = await reader.readLog({ topics: ['t'], after: null, limit: 2 });
    const second = await reader.readLog({ topics: ['t'], after: first.at(-1)!.offset, limit: 2 });
    expect([first, second].map((page) => page.map(({ position }) => position))).toEqual([['1', '2'], ['3']]);
    expect(await reader.logHead(['t'])).toBe(second.at(-1)!.offset);
    add('2');
    reads.length = 0;
    expect(await reader.logHead(['t'])).toBe(second.at(-1)!.offset);
    expect(reads).toEqual(['5..6']);
    add('4');
    expect(await reader.logHead(['t'])).toBe((await reader.readLog({ topics: ['t'], after: second.at(-1)!.offset, limit: 2 })).at(-1)!.offset);
  });

  describe('over several partitions', () => {
    const [partitions, each] = [6, 400];
    const position = (partition: number, offset: number): string => String(offset * partitions + ((partition * 5 + offset) % partitions)).padStart(6, '0');
    const lanes = () => {
      const now = { read: 0, high: each };
      const log: RawLog = {
        read: async (_topic, partition, from, to, take) => {
          for (let offset = Number(from); offset < Number(to); offset += 1) {
            now.read += 1;
            if (!take({ ...record(offset, position(partition, offset)), partition })) return;
          }
        },
        close: () => Promise.resolve(),
      };
      const ends = async (): Promise<Ends[]> => Array.from({ length: partitions }, (_, partition) => ({ partition, low: 0n, high: BigInt(now.high) }));
      return { now, reader: logReader(log, ends) };
    };
    const everything = Array.from({ length: partitions }, (_, partition) => Array.from({ length: each }, (__, offset) => position(partition, offset))).flat().sort();

    it.each([7, 50, 300, 10_000])('reads every record once in pages of %i', async (limit) => {
      const { now, reader } = lanes();
      const read: string[] = [];
      for (let after: string | null = null, isLast = false; !isLast; ) {
        const page: readonly ReceivedRecord[] = await reader.readLog({ topics: ['t'], after, limit });
        read.push(...page.map((found) => found.position));
        isLast = page.length < limit;
        after = page.at(-1)?.offset ?? after;
      }
      expect(read).toEqual(everything);
      expect(now.read).toBe(everything.length);
    });

    it('hands on nothing that it read ahead and that is there no more', async () => {
      const { now, reader } = lanes();
      const first = await reader.readLog({ topics: ['t'], after: null, limit: 60 });
      now.high = 30;
      const rest = await reader.readLog({ topics: ['t'], after: first.at(-1)!.offset, limit: 10_000 });
      expect([...first, ...rest].map((found) => found.position)).toEqual(everything.slice(0, 30 * partitions));
    });
  });
});
