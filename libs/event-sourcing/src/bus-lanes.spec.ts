import { laneHolders, subscribeLanes, type Lane, type Lanes, type Wait } from './bus-lanes';
import { CodedError } from './errors';
import type { ReceivedRecord } from './event-bus';

const lane = (partition: number): Lane => ({ group: 'g', topic: 't', partition });
const record = (partition: number, offset: number): ReceivedRecord => ({
  topic: 't',
  partition,
  key: 'k',
  id: String(offset),
  type: 'Lit',
  sequence: offset,
  position: String(offset),
  storeId: 'store',
  hash: '',
  headers: {},
  value: '{}',
  offset: String(offset),
});

/** A log of lanes that tells what happened to it. */
const logOf = (lengths: readonly number[], over: Partial<Lanes> = {}) => {
  const log = lengths.map((length, partition) => Array.from({ length }, (_, offset) => record(partition, offset)));
  const cursors = lengths.map(() => 0);
  const waiting = new Set<() => void>();
  const waits: number[] = [];
  const rejected: string[] = [];
  const wake = (): void => {
    const woken = [...waiting];
    waiting.clear();
    for (const each of woken) each();
  };
  const wait: Wait = (millis) => {
    waits.push(millis);
    return Promise.resolve();
  };
  const lanes: Lanes = {
    take: laneHolders(wake),
    read: ({ partition }, limit) => Promise.resolve(log[partition]!.slice(cursors[partition], cursors[partition]! + limit)),
    commit: ({ partition }, offset) => {
      cursors[partition] = Number(offset) + 1;
      wake();
      return Promise.resolve();
    },
    changed: () => new Promise((resolve) => void waiting.add(resolve)),
    wake,
    wait,
    onRejected: ({ partition }, attempt, error) => rejected.push(`${partition} ${attempt} ${String(error)}`),
    ...over,
  };
  const publish = (partition: number): void => {
    log[partition]!.push(record(partition, log[partition]!.length));
    wake();
  };
  /** Resolves once the cursors are at these places. */
  const until = async (...wanted: readonly number[]): Promise<void> => {
    while (cursors.join() !== wanted.join()) await lanes.changed();
  };
  return { lanes, cursors, waits, rejected, publish, until };
};

const partitionsOf = (batches: readonly (readonly ReceivedRecord[])[]): string[] => batches.map((batch) => `${batch[0]!.partition}: ${batch.map(({ offset }) => offset).join()}`);

describe('lanes', () => {
  it('are held by one member at a time, and who asked in vain is woken', () => {
    let woken = 0;
    const take = laneHolders(() => (woken += 1));
    const release = take(lane(0))!;
    expect([take(lane(0)), take(lane(0))]).toEqual([null, null]);
    expect(take(lane(1))).toEqual(expect.any(Function));
    release();
    expect(woken).toBe(1);
    take(lane(0))!();
    expect(woken).toBe(1);
  });

  it('are served batch by batch, the cursor after the handler', async () => {
    const { lanes, cursors, until, publish } = logOf([3, 1]);
    const batches: (readonly ReceivedRecord[])[] = [];
    const at: string[] = [];
    const subscription = subscribeLanes(lanes, [lane(0), lane(1)], 2, (batch) => {
      batches.push(batch);
      at.push(cursors.join());
      return Promise.resolve();
    });
    await until(3, 1);
    publish(1);
    await until(3, 2);
    await subscription.stop();
    expect(partitionsOf(batches)).toEqual(['0: 0,1', '1: 0', '0: 2', '1: 1']);
    expect(at[0]).toBe('0,0');
    await expect(subscription.done).resolves.toBeUndefined();
  });

  it('never run the handler twice at once', async () => {
    const { lanes, until } = logOf([4, 4, 4]);
    let inside = 0;
    let most = 0;
    const subscription = subscribeLanes(lanes, [0, 1, 2].map(lane), 1, async () => {
      most = Math.max(most, (inside += 1));
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
      inside -= 1;
    });
    await until(4, 4, 4);
    await subscription.stop();
    expect(most).toBe(1);
  });

  it('see a rejected batch again, later each time, and hold up no other lane', async () => {
    const { lanes, until, waits, rejected } = logOf([1, 2]);
    let failures = 12;
    const subscription = subscribeLanes(lanes, [lane(0), lane(1)], 1, ([first]) =>
      first!.partition === 0 && (failures -= 1) >= 0 ? Promise.reject(new Error('no')) : Promise.resolve());
    await until(0, 2);
    await until(1, 2);
    await subscription.stop();
    expect(waits).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5000, 5000, 5000]);
    expect([rejected[0], rejected.at(-1)]).toEqual(['0 0 Error: no', '0 11 Error: no']);
  });

  it('stop while a batch is rejected, without committing it', async () => {
    const { lanes, cursors } = logOf([1], { onRejected: undefined } as unknown as Partial<Lanes>);
    let handed = (): void => undefined;
    const rejecting = new Promise<void>((resolve) => void (handed = resolve));
    const subscription = subscribeLanes(lanes, [lane(0)], 1, () => {
      handed();
      return Promise.reject(new Error('no'));
    });
    await rejecting;
    await subscription.stop();
    expect(cursors).toEqual([0]);
  });

  it('die together with the first that cannot read its log, and say why', async () => {
    const { lanes } = logOf([1, 0], { read: ({ partition }) => (partition === 0 ? Promise.reject(new Error('gone')) : Promise.resolve([])) });
    const subscription = subscribeLanes(lanes, [lane(1), lane(0)], 1, () => Promise.resolve());
    await expect(subscription.done).rejects.toThrow('gone');
    await subscription.stop();
  });

  it('ask again, later each time, while the log is unavailable', async () => {
    let away = 3;
    const inner = logOf([1]);
    const lanes: Lanes = { ...inner.lanes, read: (...args) => ((away -= 1) >= 0 ? Promise.reject(new CodedError('bus-unavailable')) : inner.lanes.read(...args)) };
    const subscription = subscribeLanes(lanes, [lane(0)], 1, () => Promise.resolve());
    await inner.until(1);
    await subscription.stop();
    expect(inner.waits).toEqual([10, 20, 40]);
    expect(inner.rejected).toEqual([0, 1, 2].map((attempt) => `0 ${attempt} CodedError: bus-unavailable`));
    const silent = subscribeLanes({ ...lanes, onRejected: undefined } as unknown as Lanes, [lane(0)], 1, () => Promise.resolve());
    away = 1;
    inner.publish(0);
    await inner.until(2);
    await silent.stop();
  });

  it('wait for a member that holds them', async () => {
    const { lanes, until, cursors } = logOf([1]);
    const release = lanes.take(lane(0))!;
    const subscription = subscribeLanes(lanes, [lane(0)], 1, () => Promise.resolve());
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    expect(cursors).toEqual([0]);
    release();
    await until(1);
    await subscription.stop();
  });
});
