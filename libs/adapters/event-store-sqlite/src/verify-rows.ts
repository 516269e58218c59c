import { categoryOf, chainHash, verifyEvent, type StoredEvent } from '@firebreak/event-sourcing';

/** What a store file holds of one event. */
export interface Row extends Omit<StoredEvent, 'position'> {
  readonly position: number;
  readonly category: string;
  readonly chain: string;
}

export interface StoredHead {
  readonly stream: string;
  readonly revision: number;
  readonly hash: string;
  readonly position: number;
}

export interface StoreRows {
  readonly rows: Iterable<Row>;
  readonly heads: Iterable<StoredHead>;
  readonly fileHead: { readonly position: number; readonly chain: string | null; readonly count: number };
}

/** The first thing that does not hold, by place. */
export interface Break {
  readonly what:
    | 'position'
    | 'revision'
    | 'previous-hash'
    | 'hash'
    | 'id'
    | 'malformed'
    | 'category'
    | 'file-chain'
    | 'stream-head'
    | 'file-head';
  readonly position: number | null;
  readonly stream: string | null;
  readonly revision: number | null;
  readonly detail: string;
}

export interface Verified {
  readonly events: number;
  readonly streams: number;
  readonly firstBreak: Break | null;
}

interface Seen {
  readonly revision: number;
  readonly hash: string;
  readonly position: number;
}

const at = (row: Row, what: Break['what'], detail: string): Break => ({ what, position: row.position, stream: row.stream, revision: row.revision, detail });

const checkRow = (row: Row, expectedPosition: number, before: Seen | undefined, chain: string | null): Break | null => {
  if (row.position !== expectedPosition) return at(row, 'position', `position ${expectedPosition} is missing or was moved`);
  const expectedRevision = (before?.revision ?? -1) + 1;
  if (row.revision !== expectedRevision) return at(row, 'revision', `revision ${expectedRevision} of the stream is missing or was moved`);
  const wrong = verifyEvent({ ...row, position: String(row.position) }, before?.hash ?? null);
  if (wrong !== null) return at(row, wrong, 'the stored form is not what was appended');
  if (row.category !== categoryOf(row.stream)) return at(row, 'category', 'the category is not that of the stream');
  if (row.chain !== chainHash(chain, row.hash)) return at(row, 'file-chain', 'the order of the file is not the order of the appends');
  return null;
};

const checkHead = (head: StoredHead, last: Seen | undefined): Break | null => {
  const same = last && head.revision === last.revision && head.hash === last.hash && head.position === last.position;
  if (same) return null;
  const found = last ? `its events end at revision ${last.revision}` : 'it has no events';
  return { what: 'stream-head', position: head.position, stream: head.stream, revision: head.revision, detail: `the head says revision ${head.revision}, ${found}` };
};

const checkFileHead = ({ position, chain, count }: StoreRows['fileHead'], events: number, last: string | null): Break | null => {
  if (position === events && count === events && chain === last) return null;
  return { what: 'file-head', position, stream: null, revision: null, detail: `the head says ${count} events up to position ${position}, the file has ${events}` };
};

/**
 * Recomputes everything a store file says of itself: hashes, ids, chains of streams and of the file, gap-free positions and
 * revisions, and the head rows. Ends at the first break.
 */
export const verifyRows = ({ rows, heads, fileHead }: StoreRows, onRow: (count: number) => void = () => undefined): Verified => {
  const streams = new Map<string, Seen>();
  let events = 0;
  let chain: string | null = null;
  const found = (firstBreak: Break | null): Verified => ({ events, streams: streams.size, firstBreak });
  for (const row of rows) {
    const wrong = checkRow(row, events + 1, streams.get(row.stream), chain);
    if (wrong) return found(wrong);
    events += 1;
    chain = row.chain;
    streams.set(row.stream, { revision: row.revision, hash: row.hash, position: row.position });
    onRow(events);
  }
  let headed = 0;
  for (const head of heads) {
    const wrong = checkHead(head, streams.get(head.stream));
    if (wrong) return found(wrong);
    headed += 1;
  }
  if (headed !== streams.size) {
    return found({ what: 'stream-head', position: null, stream: null, revision: null, detail: `${streams.size} streams have ${headed} heads` });
  }
  return found(checkFileHead(fileHead, events, chain));
};
