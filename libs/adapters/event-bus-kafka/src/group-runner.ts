import type { Admin, Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { CodedError, type BusSubscription, type ReceivedRecord, type SubscribeOptions } from '@firebreak/event-sourcing';
import type { Held } from './held';
import { fromMetadata, LaneMark, toMetadata } from './lane-mark';
import { laneName } from './log-cursor';
import { toReceived, type OwnRecords } from './record-codec';
import { mayComeBack } from './may-come-back';
import { pauses } from './pauses';

export interface GroupSettings {
  /** How long a silent member keeps its partitions. */
  readonly sessionTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** Whose records count; those of others are handed on as what belongs to nobody. All count where it does not say. */
  readonly records?: OwnRecords;
  /** Told of each rejected batch and of each consumer that had to be built again. */
  readonly onRejected?: (lane: { readonly group: string; readonly topic: string; readonly partition: number } | null, attempt: number, error: unknown) => void;
}

type Handle = (batch: readonly ReceivedRecord[]) => Promise<void>;

const backoff = (attempt: number): number => Math.min(10 * 2 ** attempt, 5_000);
const maxFailures = 3;
/** While one batch waits for the engine behind, others of the same member are worked on; a partition has one at a time. */
const lanesAtOnce = 6;

/**
 * A member of a group. Its consumer hears of success only: a rejected batch pauses its partition, which is read again after a
 * while, and holds up no other. A consumer that breaks down is built again.
 */
export const subscribeGroup = async (
  kafka: Kafka,
  admins: Held<Admin>,
  { group, topics, maxBatch = 500 }: SubscribeOptions,
  { sessionTimeoutMs = 10_000, heartbeatMs = 1_000, records: own, onRejected }: GroupSettings,
  handle: Handle,
): Promise<BusSubscription> => {
  const stopping = new AbortController();
  const { signal } = stopping;
  const waits = pauses(signal);
  const attempts = new Map<string, number>();
  let marks = new Map<string, Promise<LaneMark>>();
  let failures = 0;

  const load = (topic: string, partition: number): Promise<LaneMark> =>
    admins.use(async (admin) => {
      const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      return new LaneMark(fromMetadata(found?.partitions.find((each) => each.partition === partition)?.metadata ?? null));
    });

  const markOf = (topic: string, partition: number): Promise<LaneMark> => {
    const [known, lane] = [marks, laneName(topic, partition)];
    const mark = known.get(lane) ?? load(topic, partition);
    known.set(lane, mark);
    mark.catch(() => known.delete(lane));
    return mark;
  };

  const rejected = (payload: EachBatchPayload, error: unknown): void => {
    const { topic, partition } = payload.batch;
    const lane = laneName(topic, partition);
    const attempt = attempts.get(lane) ?? 0;
    attempts.set(lane, attempt + 1);
    onRejected?.({ group, topic, partition }, attempt, error);
    waits.after(backoff(attempt), payload.pause());
  };

  const serve = async (payload: EachBatchPayload): Promise<void> => {
    const { batch, resolveOffset, commitOffsetsIfNecessary, heartbeat, isRunning, isStale } = payload;
    const { topic, partition, messages } = batch;
    let mark: LaneMark;
    try {
      mark = await markOf(topic, partition);
    } catch (error) {
      return rejected(payload, error);
    }
    if (messages[0]) mark.from(BigInt(messages[0].offset));
    for (let at = 0; at < messages.length; at += maxBatch) {
      if (signal.aborted || !isRunning() || isStale()) return;
      const chunk = messages.slice(at, at + maxBatch);
      const { records, greatest } = mark.accept(chunk.map((message) => toReceived(topic, partition, message, own)));
      try {
        if (records.length > 0) await handle(records);
      } catch (error) {
        return rejected(payload, error);
      }
      const last = chunk.at(-1)!.offset;
      const next = BigInt(at + maxBatch >= messages.length ? batch.lastOffset() : last) + 1n;
      const partitions = [{ partition, offset: String(next), metadata: toMetadata(greatest) }];
      await commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
      mark.committed(greatest, next);
      resolveOffset(last);
      attempts.delete(laneName(topic, partition));
      failures = 0;
      await heartbeat();
    }
  };

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    // A handler may take longer than a session; what the group makes of it is heard at the commit.
    const beat = setInterval(() => void payload.heartbeat().catch(() => undefined), heartbeatMs);
    try {
      await serve(payload);
    } finally {
      clearInterval(beat);
    }
  };

  const build = (crashed: (error: Error) => void, joined: () => void): Consumer => {
    const consumer = kafka.consumer({
      groupId: group,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      maxWaitTimeInMs: 100,
      allowAutoTopicCreation: false,
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => crashed(payload.error));
    consumer.on(consumer.events.GROUP_JOIN, () => {
      marks = new Map();
      joined();
    });
    return consumer;
  };

  /** Resolves when it was stopped. @throws what broke it down */
  const session = async (joined: () => void): Promise<void> => {
    let crash: (error: Error) => void = () => undefined;
    const crashed = new Promise<never>((_, reject) => void (crash = reject));
    crashed.catch(() => undefined);
    const consumer = build(crash, joined);
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, partitionsConsumedConcurrently: lanesAtOnce, eachBatch });
      await Promise.race([crashed, waits.stopped]);
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  };

  const run = async (joined: () => void): Promise<void> => {
    while (!signal.aborted) {
      try {
        await session(joined);
      } catch (error) {
        joined();
        onRejected?.(null, failures, error);
        failures += 1;
        if (!mayComeBack(error) && failures >= maxFailures) throw new CodedError('bus-unavailable', { reason: String(error) });
        await waits.wait(backoff(Math.min(failures + 3, 9)));
      }
    }
  };

  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    done = run(resolve);
    done.then(resolve, () => resolve());
  });
  return {
    done,
    stop: async () => {
      stopping.abort();
      await done.catch(() => undefined);
    },
  };
};
