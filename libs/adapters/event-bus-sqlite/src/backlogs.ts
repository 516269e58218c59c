import type { DatabaseSync } from 'node:sqlite';

/** So many records of a topic stand after one offset, up to another one. */
interface Counted {
  readonly after: number;
  readonly upTo: number;
  readonly count: number;
}

/**
 * How many records a group has before it. To count millions takes its time, so what was counted once is kept and only the
 * difference is counted: the log is only ever added to. What is not committed may go again and is never kept.
 */
export const backlogs = (database: DatabaseSync): ((group: string, topic: string, after: number) => number) => {
  const between = database.prepare('SELECT count(*) AS n FROM bus_log WHERE topic = ? AND "offset" > ? AND "offset" <= ?');
  const last = database.prepare('SELECT max("offset") AS n FROM bus_log WHERE topic = ?');
  const kept = new Map<string, Counted>();
  const count = (topic: string, after: number, upTo: number): number => (upTo <= after ? 0 : Number(between.get(topic, after, upTo)!.n));

  return (group, topic, after) => {
    const key = JSON.stringify([group, topic]);
    const known = kept.get(key) ?? { after: 0, upTo: 0, count: 0 };
    const upTo = Number(last.get(topic)!.n ?? 0);
    const passed = count(topic, known.after, Math.min(after, known.upTo));
    const again = count(topic, after, Math.min(known.after, known.upTo));
    const added = count(topic, Math.max(known.upTo, after), upTo);
    const counted = { after, upTo, count: known.count - passed + again + added };
    if (!database.isTransaction) kept.set(key, counted);
    return counted.count;
  };
};
