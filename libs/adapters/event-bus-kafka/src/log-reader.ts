import { refused, type BusTail, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
import { accept } from './lane-mark';
import { CursorText, laneName, readCursor, writeCursor, type LogCursor } from './log-cursor';
import type { RawLog } from './raw-log';
import { ReadAhead } from './read-ahead';

/** Where the records of one partition begin and end. */
export interface Ends {
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
}

type Lane = Ends & { readonly topic: string };

export type EndsOf = (topic: string) => Promise<readonly Ends[]>;

const firstWindow = 2_000n;

const greatestWithin = async (log: RawLog, topic: string, partition: number, from: bigint, to: bigint, records?: null): Promise<ReceivedRecord | null> => {
  let greatest: ReceivedRecord | null = null;
  const take = (record: ReceivedRecord): boolean => {
    if (record.position !== '' && (greatest === null || record.position > greatest.position)) greatest = record;
    return true;
  };
  await log.read(topic, partition, from, to, take, records);
  return greatest;
};

/**
 * The record of the greatest position near the end of a partition. The search goes back until there is one: marks of
 * transactions take offsets too. Repeats further back than the window can only make the answer older, and then the relay
 * repeats a little, which the reader rule drops.
 */
const greatestOf = async (log: RawLog, topic: string, { partition, low, high }: Ends, records?: null): Promise<ReceivedRecord | null> => {
  for (let [from, to, window] = [high, high, firstWindow]; from > low; to = from, window *= 4n) {
    from = to - window > low ? to - window : low;
    const greatest = await greatestWithin(log, topic, partition, from, to, records);
    if (greatest !== null) return greatest;
  }
  return null;
};

const byPosition = (a: ReceivedRecord, b: ReceivedRecord): number => (a.position < b.position ? -1 : a.position > b.position ? 1 : 0);

export type LogReader = Pick<EventBus, 'tails' | 'readKey' | 'readLog' | 'logHead'>;

export const logReader = (log: RawLog, endsOf: EndsOf, partitionOf?: (stream: string, partitions: number) => number): LogReader => {
  const lanesOf = async (topics: readonly string[]): Promise<Lane[]> =>
    (await Promise.all([...new Set(topics)].map(async (topic) => (await endsOf(topic)).map((ends) => ({ topic, ...ends }))))).flat();

  const ahead = new ReadAhead();
  /** What a lane has to offer after the cursor, repeats left out; what has no position belongs to no log. */
  const pageOf = async ({ topic, partition, low, high }: Lane, cursor: LogCursor, limit: number): Promise<ReceivedRecord[]> => {
    const name = laneName(topic, partition);
    const last = cursor.get(name);
    const known = ahead.take(name, last);
    const end = known.at(-1);
    const page = end && BigInt(end.offset) < high ? [...known] : [];
    if (page.length >= limit) return page;
    // Whoever goes on from page to page will ask for these too.
    const wanted = page.length > 0 ? limit + limit / 2 : limit;
    let greatest = page.at(-1)?.position ?? last?.position ?? null;
    const next = BigInt(page.at(-1)?.offset ?? last?.offset ?? -1n) + 1n;
    await log.read(topic, partition, next < low ? low : next, high, (record) => {
      if (record.position === '') return true;
      const accepted = accept(greatest, [record]);
      greatest = accepted.greatest;
      page.push(...accepted.records);
      return page.length < wanted;
    });
    return page;
  };

  const heads = new Map<string, ReceivedRecord>();
  /** Asked for with each page of a feed: only what came after the last answer is read. */
  const headOf = async ({ topic, ...ends }: Lane): Promise<ReceivedRecord | null> => {
    const lane = laneName(topic, ends.partition);
    const known = heads.get(lane);
    const next = known === undefined ? ends.low : BigInt(known.offset) + 1n;
    const before = known !== undefined && next >= ends.low && next <= ends.high ? known : null;
    const since = await greatestOf(log, topic, before === null ? ends : { ...ends, low: next });
    const record = since !== null && (before === null || since.position > before.position) ? since : before;
    if (record === null) heads.delete(lane);
    else heads.set(lane, record);
    return record;
  };

  const logHead: EventBus['logHead'] = async (topics) => {
    const head = new Map<string, { offset: bigint; position: string }>();
    for (const lane of await lanesOf(topics)) {
      const last = await headOf(lane);
      if (last) head.set(laneName(lane.topic, lane.partition), { offset: BigInt(last.offset), position: last.position });
    }
    return head.size === 0 ? null : writeCursor(head);
  };

  return {
    tails: async (topic) =>
      Promise.all(
        (await endsOf(topic)).map(async (ends): Promise<BusTail | null> => {
          // On a topic that has none of our own those of another store count: whoever would publish to it has to hear of them.
          const found = (await greatestOf(log, topic, ends)) ?? (await greatestOf(log, topic, ends, null));
          return found && { position: found.position, hash: found.hash, storeId: found.storeId, key: found.key, sequence: found.sequence };
        }),
      ),

    readKey: async (topic, key, fromSequence) => {
      const lanes = await endsOf(topic);
      const only = partitionOf?.(key, lanes.length);
      const found: ReceivedRecord[] = [];
      for (const { partition, low, high } of lanes) {
        if (only !== undefined && partition !== only) continue;
        await log.read(topic, partition, low, high, (record) => {
          if (record.key === key && record.sequence >= fromSequence) found.push(record);
          return true;
        });
      }
      return found.sort((a, b) => a.sequence - b.sequence);
    },

    readLog: async ({ topics, after, limit }) => {
      const cursor = readCursor(after);
      const lanes = await lanesOf(topics);
      const beyond = lanes.some(({ topic, partition, high }) => (cursor.get(laneName(topic, partition))?.offset ?? -1n) >= high);
      if (beyond) throw refused('cursor-beyond-head', { field: 'after', head: await logHead(topics) });
      const offered = await Promise.all(lanes.map(async (lane) => ({ lane: laneName(lane.topic, lane.partition), page: await pageOf(lane, cursor, limit) })));
      const handed = offered.flatMap(({ page }) => page).sort(byPosition).slice(0, limit);
      const place = new CursorText(cursor);
      const answer = handed.map((record) => ({ ...record, offset: place.at(laneName(record.topic, record.partition), { offset: BigInt(record.offset), position: record.position }) }));
      const isHanded = new Set(handed);
      for (const { lane, page } of offered) ahead.keep(lane, place.cursor.get(lane), page.filter((record) => !isHanded.has(record)));
      return answer;
    },

    logHead,
  };
};
