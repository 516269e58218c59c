import { ReaderRule, refused, progressMark, topicOf, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
import { contractHeaders } from '@firebreak/contracts';

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
 * The tenant's contracts after a cursor, in order of publication. What a relay repeated is left out within a page; ids tell the rest.
 * @throws CodedError `invalid-cursor`, `cursor-beyond-head`
 */
export const readFeed = async (bus: EventBus, tenant: string, after: string | null, limit: number): Promise<FeedPage> => {
  const topics = categories.map(topicOf);
  const head = await bus.logHead(topics);
  if (after !== null) checkCursor(after, head);
  const rule = new ReaderRule();
  const records: FeedRecord[] = [];
  let cursor = after;
  for (;;) {
    const page = await bus.readLog({ topics, after: cursor, limit: pageSize });
    for (const record of page) {
      const follows = cursor;
      cursor = record.offset;
      if (record.type === progressMark || record.headers[contractHeaders.tenant] !== tenant || !rule.accepts(record)) continue;
      records.push(feedRecord(record, follows));
      if (records.length >= limit) return { records, cursor, head };
    }
    if (page.length < pageSize) return { records, cursor, head };
  }
};

const checkCursor = (after: string, head: string | null): void => {
  if (!/^\d{1,20}$/.test(after)) throw refused('invalid-cursor', { field: 'after', whatToDo: 'send a cursor of an earlier answer, or none to begin' });
  if (head === null || after > head) throw refused('cursor-beyond-head', { field: 'after', head, whatToDo: 'go on from the head, or begin without a cursor' });
};
