import { progressMark, topicOf, type Actor, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
import { contractHeaders } from '@firebreak/contracts';
import { canSee } from '@firebreak/identity';

/** One contract as CloudEvents 1.0 JSON, with the cursor after it and the cursor it follows. */
export interface FeedRecord {
  readonly cursor: string;
  readonly follows: string | null;
  readonly specversion: string;
  readonly id: string;
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly time: string;
  readonly sequence: number;
  readonly dataschema: string;
  readonly data: unknown;
}

export interface FeedPage {
  readonly records: readonly FeedRecord[];
  /** Where to go on: the last record looked at, also when none of it was the reader's. */
  readonly cursor: string | null;
  readonly head: string | null;
}

export interface FeedReader {
  readonly tenant: string;
  readonly actor: Actor;
}

/** A restricted incident says so in its first contract, and keeps it. */
const visibleTo = (bus: EventBus, { tenant, actor }: FeedReader): ((record: ReceivedRecord) => Promise<boolean>) => {
  const known = new Map<string, boolean>();
  return async ({ topic, key }) => {
    const answered = known.get(key);
    if (answered !== undefined) return answered;
    const [first] = await bus.readKey(topic, key, 0);
    const { visibility, openedBy = null, caller = null } = JSON.parse(first?.value ?? '{}') as { visibility?: 'normal' | 'restricted'; openedBy?: string; caller?: string };
    const visible = canSee({ tenant, actor }, { tenant, visibility: visibility ?? 'normal', people: [openedBy, caller], groups: [] });
    known.set(key, visible);
    return visible;
  };
};

const categories = ['incident', 'catalog'];
const pageSize = 500;

const feedRecord = (record: ReceivedRecord, follows: string | null): FeedRecord => ({
  cursor: record.offset,
  follows,
  specversion: record.headers[contractHeaders.specVersion] ?? '1.0',
  id: record.id,
  type: record.type,
  source: record.headers[contractHeaders.source] ?? '',
  subject: record.key,
  time: record.headers[contractHeaders.time] ?? '',
  sequence: record.sequence,
  dataschema: record.headers[contractHeaders.dataSchema] ?? '',
  data: record.value === null ? null : (JSON.parse(record.value) as unknown),
});

/**
 * The tenant's contracts after a cursor, in order of publication. Only the bus knows what its cursors say: it refuses those that
 * are none, and leaves out what a relay repeated.
 * @throws CodedError `invalid-cursor`, `cursor-beyond-head`
 */
export const readFeed = async (bus: EventBus, reader: FeedReader, after: string | null, limit: number): Promise<FeedPage> => {
  const topics = categories.map(topicOf);
  const head = await bus.logHead(topics);
  const seen = visibleTo(bus, reader);
  const records: FeedRecord[] = [];
  let cursor = after;
  for (;;) {
    const page = await bus.readLog({ topics, after: cursor, limit: pageSize });
    for (const record of page) {
      const follows = cursor;
      cursor = record.offset;
      if (record.type === progressMark || record.headers[contractHeaders.tenant] !== reader.tenant) continue;
      if (!(await seen(record))) continue;
      records.push(feedRecord(record, follows));
      if (records.length >= limit) return { records, cursor, head };
    }
    if (page.length < pageSize) return { records, cursor, head };
  }
};
