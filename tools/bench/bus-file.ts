import { encodeContract } from '@firebreak/contracts';
import { openEventBus } from '@firebreak/event-bus-sqlite';
import { topicOf, type BusRecord, type ProjectedEvent } from '@firebreak/event-sourcing';
import { openReadDatabase } from '@firebreak/read-store-sqlite';
import { busySpan } from './history';
import { timeline } from './timeline';

const storeId = 'bench';
/** Of an incident, on average and rounded down; the last ones are not cut off. */
const eventsEach = 8;

const recordOf = (event: ProjectedEvent): BusRecord => {
  const { id, stream, revision, position, hash, type, data, tenant, actor, origin, occurredAt, recordedAt } = event;
  const metadata = { tenant, actor, origin, occurredAt, recordedAt, correlationId: id, causationId: null };
  const contract = encodeContract({ id, stream, revision, type, data, metadata }, 'IncidentActivityRecorded');
  return { topic: topicOf('incident'), partition: 0, key: stream, id, sequence: revision, position, storeId, hash, ...contract };
};

/** A bus log with about so many events of incidents. @returns how many */
export const fillBus = async (file: string, events: number): Promise<number> => {
  const database = openReadDatabase(file);
  try {
    const bus = openEventBus({ database });
    let written = 0;
    let page: BusRecord[] = [];
    const flush = async (): Promise<void> => {
      await bus.publish(page);
      written += page.length;
      page = [];
    };
    for (const event of timeline(busySpan(Math.ceil(events / eventsEach)))) {
      page.push(recordOf(event));
      if (page.length === 2_000) await flush();
    }
    if (page.length > 0) await flush();
    return written;
  } finally {
    database.close();
  }
};
