import {
  laneHolders,
  placeInLog,
  progressMark,
  ReaderRule,
  subscribeLanes,
  type BusRecord,
  type BusTail,
  type EventBus,
  type Lane,
  type Lanes,
  type ReceivedRecord,
  type Wait,
} from '@firebreak/event-sourcing';
import { stepped, type StepHooks } from './step';

export interface MemoryEventBusOptions extends StepHooks {
  /** Of every topic; 1 where absent. */
  readonly partitions?: number;
  /** Between two tries of a rejected batch; a turn of the event loop where absent. */
  readonly wait?: Wait;
}

export interface MemoryEventBus extends EventBus {
  /** Everything published, past the hooks. */
  all(): readonly ReceivedRecord[];
}

/** Gives the event loop one turn, however long it was asked to wait. */
export const nextTurn: Wait = () => new Promise((resolve) => setImmediate(resolve));

const tailOf = (records: readonly ReceivedRecord[]): BusTail | null =>
  records.reduce<ReceivedRecord | null>((greatest, record) => (greatest === null || record.position > greatest.position ? record : greatest), null);

/** The port's promises without durability. Offsets count over all topics. */
export const memoryEventBus = (options: MemoryEventBusOptions = {}): MemoryEventBus => {
  const { partitions = 1, wait = nextTurn } = options;
  const run = stepped('event-bus', options);
  const log: ReceivedRecord[] = [];
  const cursors = new Map<string, string>();
  const waiting = new Set<() => void>();

  const wake = (): void => {
    const woken = [...waiting];
    waiting.clear();
    for (const each of woken) each();
  };
  const everyPartition = <T>(of: (partition: number) => T): T[] => Array.from({ length: partitions }, (_, partition) => of(partition));
  const cursorKey = ({ group, topic, partition }: Lane): string => JSON.stringify([group, topic, partition]);
  const inLane = (topic: string, partition: number): ReceivedRecord[] => log.filter((each) => each.topic === topic && each.partition === partition);
  const pending = (lane: Lane): ReceivedRecord[] => {
    const cursor = cursors.get(cursorKey(lane)) ?? '';
    return inLane(lane.topic, lane.partition).filter((record) => record.offset > cursor);
  };
  const logOf = (topics: readonly string[]): ReceivedRecord[] => {
    const rule = new ReaderRule();
    return log.filter((each) => topics.includes(each.topic) && rule.accepts(each));
  };
  const publish = (records: readonly BusRecord[]): void => {
    for (const record of records) {
      if (record.partition < 0 || record.partition >= partitions) throw new RangeError(`${record.topic} has no partition ${record.partition}`);
    }
    for (const record of records) log.push({ ...record, offset: String(log.length + 1).padStart(16, '0') });
    wake();
  };

  const lanes: Lanes = {
    take: laneHolders(wake),
    read: (lane, limit) => run('receive', () => pending(lane).slice(0, limit)),
    commit: (lane, offset) => run('commit', () => void cursors.set(cursorKey(lane), offset)),
    changed: () => new Promise((resolve) => void waiting.add(resolve)),
    wake,
    wait,
  };

  return {
    partitions: () => Promise.resolve(partitions),
    publish: (records) => run('publish', () => publish(records)),
    tails: (topic) => run('tails', () => everyPartition((partition) => tailOf(inLane(topic, partition)))),
    subscribe: ({ group, topics, maxBatch = 500 }, handle) => {
      const wanted = topics.flatMap((topic) => everyPartition((partition) => ({ group, topic, partition })));
      return Promise.resolve(subscribeLanes(lanes, wanted, maxBatch, handle));
    },
    readKey: (topic, key, fromSequence) =>
      run('read-key', () =>
        log.filter((each) => each.topic === topic && each.key === key && each.sequence >= fromSequence).sort((a, b) => a.sequence - b.sequence),
      ),
    readLog: ({ topics, after, limit }) =>
      run('read-log', () => {
        const records = logOf(topics);
        const last = log.findLast((each) => topics.includes(each.topic));
        const place = placeInLog(after, Number(last?.offset ?? 0), records.at(-1)?.offset ?? null);
        return records.filter((each) => Number(each.offset) > place).slice(0, limit);
      }),
    logHead: (topics) => run('log-head', () => logOf(topics).at(-1)?.offset ?? null),
    lag: (group, topics) =>
      run('lag', () =>
        topics.flatMap((topic) => everyPartition((partition) => pending({ group, topic, partition }).length)).reduce((sum, count) => sum + count, 0),
      ),
    waiting: (group, topics) =>
      run('waiting', () =>
        topics.flatMap((topic) => everyPartition((partition) => pending({ group, topic, partition }).find(({ type }) => type !== progressMark) ?? []).flat()),
      ),
    all: () => [...log],
  };
};
