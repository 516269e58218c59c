import { setTimeout as pause } from 'node:timers/promises';
import { openKafkaEventBus } from '@firebreak/event-bus-kafka';

/** Deliberately wrong: what it has read is committed before it is written, and it ends once in between. @returns the ids it wrote */
export const readHastily = async (brokers: string, group: string, topic: string): Promise<ReadonlySet<string>> => {
  const written = new Set<string>();
  const bus = openKafkaEventBus({ brokers: [brokers], heartbeatMs: 200 });
  const options = { group, topics: [topic], maxBatch: 20 };
  let batches = 0;
  let ended: () => void = () => undefined;
  const end = new Promise<void>((resolve) => void (ended = resolve));
  const first = await bus.subscribe(options, (batch) => {
    batches += 1;
    if (batches > 2) return Promise.reject(new Error('ended'));
    if (batches === 1) for (const { id } of batch) written.add(id);
    else ended();
    return Promise.resolve();
  });
  await end;
  await first.stop();
  const second = await bus.subscribe(options, (batch) => {
    for (const { id } of batch) written.add(id);
    return Promise.resolve();
  });
  while ((await bus.lag(group, [topic])) > 0) await pause(100);
  await second.stop();
  await bus.close();
  return written;
};
