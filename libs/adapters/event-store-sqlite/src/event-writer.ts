import type { DatabaseSync } from 'node:sqlite';
import { categoryOf, chainHash, CodedError, type AppendResult, type EventToAppend, type StoredEvent } from '@firebreak/event-sourcing';
import { toPosition, type EventRows } from './event-rows';
import { isConstraint } from './sqlite-errors';

export interface PendingAppend {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly EventToAppend[];
}

/** `written`: inserted now. `repeated`: the same events are there already. */
export type Written =
  | { readonly kind: 'written' | 'repeated'; readonly result: AppendResult }
  | { readonly kind: 'conflict'; readonly error: CodedError };

export interface EventWriter {
  /** Inside an open transaction. Checks come before inserts, so a conflict leaves nothing behind. */
  write(append: PendingAppend): Written;
  /** Writes the file's head row; the last thing before COMMIT. */
  seal(): void;
  /** Forgets what was written since the last commit. */
  restore(): void;
}

const same = (stored: StoredEvent | undefined, event: EventToAppend): boolean =>
  stored !== undefined &&
  stored.id === event.id &&
  stored.hash === event.hash &&
  stored.type === event.type &&
  stored.data === event.data &&
  stored.metadata === event.metadata;

export const eventWriter = (db: DatabaseSync, rows: EventRows, failpoint: (name: string) => void): EventWriter => {
  const headOf = db.prepare('SELECT revision FROM heads WHERE stream = ?');
  const insert = db.prepare('INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const undo = db.prepare('DELETE FROM events WHERE position > ?');
  const setHead = db.prepare(`
    INSERT INTO heads VALUES (?, ?, ?, ?)
    ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision, hash = excluded.hash, position = excluded.position`);
  const setFileHead = db.prepare('UPDATE file_head SET position = ?, chain = ?, count = count + ?');
  let { position, chain } = rows.fileHead();
  let sealed = position;

  const conflict = ({ stream, expected }: PendingAppend, actual: number): Written => ({
    kind: 'conflict',
    error: new CodedError('revision-conflict', { stream, expected, actual }),
  });

  const repeated = ({ stream, expected, events }: PendingAppend): AppendResult | null => {
    const there = rows.stream(stream, expected + 1, expected + events.length);
    if (!events.every((event, index) => same(there[index], event))) return null;
    return { revision: expected + events.length, position: there.at(-1)!.position };
  };

  /** @returns false when an id is taken elsewhere; the append has left no trace then */
  const insertAll = ({ stream, expected, events }: PendingAppend): boolean => {
    const category = categoryOf(stream);
    const start = position;
    let at = start;
    let link = chain;
    try {
      for (const event of events) {
        at += 1;
        link = chainHash(link, event.hash);
        insert.run(at, stream, expected + at - start, event.id, event.type, category, event.data, event.metadata, event.hash, link);
        failpoint('in-transaction');
      }
    } catch (error) {
      if (!isConstraint(error)) throw error;
      undo.run(start);
      return false;
    }
    const last = events.at(-1)!;
    setHead.run(stream, expected + events.length, last.hash, at);
    position = at;
    chain = link;
    return true;
  };

  return {
    write: (append) => {
      const actual = (headOf.get(append.stream)?.revision as number | undefined) ?? -1;
      if (actual === append.expected) {
        if (!insertAll(append)) return conflict(append, actual);
        return { kind: 'written', result: { revision: append.expected + append.events.length, position: toPosition(position) } };
      }
      const result = actual > append.expected ? repeated(append) : null;
      return result ? { kind: 'repeated', result } : conflict(append, actual);
    },
    seal: () => {
      if (position === sealed) return;
      setFileHead.run(position, chain, position - sealed);
      sealed = position;
    },
    restore: () => {
      ({ position, chain } = rows.fileHead());
      sealed = position;
    },
  };
};
