import { ReaderRule, refused, progressMark, topicOf, type Actor, type EventBus, type ReceivedRecord } from '@firebreak/event-sourcing';
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
/** A relay repeats at most the batches that were in flight: two of them are looked back on. */
const lookBack = 1_000n;

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
 * The tenant's contracts after a cursor, in order of publication. What a relay repeated is left out, over the border of a page too.
 * @throws CodedError `invalid-cursor`, `cursor-beyond-head`
 */
export const readFeed = async (bus: EventBus, reader: FeedReader, after: string | null, limit: number): Promise<FeedPage> => {
  const topics = categories.map(topicOf);
  const head = await bus.logHead(topics);
  if (after !== null) checkCursor(after, head);
  const rule = after === null ? new ReaderRule() : await ruleAt(bus, topics, after);
  const seen = visibleTo(bus, reader);
  const records: FeedRecord[] = [];
  let cursor = after;
  for (;;) {
    const page = await bus.readLog({ topics, after: cursor, limit: pageSize });
    for (const record of page) {
      const follows = cursor;
      cursor = record.offset;
      if (record.type === progressMark || record.headers[contractHeaders.tenant] !== reader.tenant || !rule.accepts(record)) continue;
      if (!(await seen(record))) continue;
      records.push(feedRecord(record, follows));
      if (records.length >= limit) return { records, cursor, head };
    }
    if (page.length < pageSize) return { records, cursor, head };
  }
};

const ruleAt = async (bus: EventBus, topics: readonly string[], after: string): Promise<ReaderRule> => {
  const rule = new ReaderRule();
  const from = BigInt(after) - lookBack;
  const start = from < 0n ? null : String(from).padStart(after.length, '0');
  for (const record of await bus.readLog({ topics, after: start, limit: Number(lookBack) })) if (record.offset <= after) rule.accepts(record);
  return rule;
};

const checkCursor = (after: string, head: string | null): void => {
  if (!/^\d{1,20}$/.test(after)) throw refused('invalid-cursor', { field: 'after', whatToDo: 'send a cursor of an earlier answer, or none to begin' });
  if (head === null || after > head) throw refused('cursor-beyond-head', { field: 'after', head, whatToDo: 'go on from the head, or begin without a cursor' });
};
