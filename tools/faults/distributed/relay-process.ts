// A relay in a process of its own, over the adapters of the product. It waits for a line, works, and dies as it is told.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { openKafkaEventBus } from '@firebreak/event-bus-kafka';
import { progressMark, Relay, type BusRecord, type Contract, type EventBus, type StoredEvent } from '@firebreak/event-sourcing';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { checkpointed } from './checkpointed-bus';
import type { RelayJob, RelayOrder, RelayReport } from './relay-child';

const job = JSON.parse(process.argv[2]!) as RelayJob;
const report = (what: RelayReport): void => void writeSync(1, `${JSON.stringify(what)}\n`);
const die = (): void => void process.kill(process.pid, 'SIGKILL');

const bare = ({ type, data }: StoredEvent): Contract => ({ type, value: data, headers: {} });
const commitOf = ({ position }: BusRecord): string => position.split(':')[0]!;

const isEvent = ({ type }: BusRecord): boolean => type !== progressMark;

/** The last place inside a batch that is between two events of one append; -1 where every append of it is one event. */
const insideAnAppend = (records: readonly BusRecord[]): number =>
  records.findLastIndex((record, index) => {
    const before = records[index - 1];
    return before !== undefined && isEvent(record) && isEvent(before) && before.key === record.key && commitOf(record) === commitOf(before);
  });

/** Publishes, and once it has published enough dies in the middle of it. */
const dying = (bus: EventBus, { death, afterRecords }: RelayOrder): EventBus => {
  let published = 0;
  const publish = async (records: readonly BusRecord[]): Promise<void> => {
    const due = published + records.length >= afterRecords;
    if (due && death === 'middle') {
      const cut = insideAnAppend(records);
      if (cut > 0) {
        await bus.publish(records.slice(0, cut));
        report({ struck: 'middle' });
        die();
      }
    }
    if (due && death === 'wire') {
      report({ struck: 'wire' });
      setTimeout(die, afterRecords % 5);
    }
    await bus.publish(records);
    published += records.length;
    report({ published });
  };
  return { ...bus, publish };
};

const main = async (order: RelayOrder): Promise<void> => {
  const kafka = openKafkaEventBus({ brokers: [job.brokers], topics: { partitions: job.partitions, replication: 1 } });
  const store = await openEventStoreDb({ url: job.store });
  const partitionOf = (stream: string, partitions: number): number => crc32(stream) % partitions;
  const toContract = job.isPublic ? (await import('@firebreak/incident')).publishIncidentEvent : bare;
  const mortal = dying(kafka, order);
  const bus = job.checkpoint === null ? mortal : checkpointed(mortal, job.checkpoint);
  const relay = new Relay({ store, bus, categories: [job.category], partitionOf, pageSize: job.pageSize, toContract, markAfter: 12, turn });
  const { signal } = new AbortController();
  for (;;) {
    try {
      if ((await relay.step()) > 0) continue;
      report({ idle: relay.position, holes: relay.stats.holes });
      await store.waitForMore(relay.position, signal);
    } catch (error) {
      report({ failed: String(error) });
      await pause(50);
    }
  }
};

const lines = createInterface({ input: process.stdin });
lines.once('line', (line) => void main(JSON.parse(line) as RelayOrder));
// It ends with whoever started it.
lines.once('close', die);
report({ ready: true });
