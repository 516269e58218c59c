import { renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { checkAppend, CodedError, type EventStore } from '@firebreak/event-sourcing';
import { eventRows, fromPosition, toPosition, type EventRows, type FileHead, type RawRow, type StreamHead } from './event-rows';
import { eventWriter } from './event-writer';
import { GroupCommit, type StoreStats } from './group-commit';
import { openFile } from './schema';
import { reading, unopened } from './sqlite-errors';
import { takeWriterLock } from './writer-lock';

export interface EventStoreOptions {
  /** Path of the store's file; it is made where missing. Its folder must be there. */
  readonly file: string;
  /** Takes no lock and refuses appends; works beside a process that writes. */
  readonly readOnly?: boolean;
  /** Called at `before-append`, `in-transaction` (after each inserted event), `before-commit` and `after-commit`. */
  readonly failpoint?: (name: string) => void;
  /** The store has stopped for good: a commit failed and nobody can say what of it is on disk. End the process. */
  readonly onFatal?: (error: unknown) => void;
}

export interface SqliteEventStore extends EventStore {
  readonly file: string;
  /** Commits what waits, wakes who waits, gives the lock back. */
  close(): Promise<void>;
  stats(): StoreStats;
  /** Copies the store as it stands now, while it is written to. */
  backup(to: string): Promise<void>;
  /** Rows, heads per stream and the head of the file as they lie there, for checking. */
  rawRows(): IterableIterator<RawRow>;
  rawHeads(): IterableIterator<StreamHead>;
  rawFileHead(): FileHead;
}

const pollMillis = 250;
const noStats = { appends: 0, events: 0, commits: 0, conflicts: 0, repeats: 0 };

/** The tail of the file must be what its head row says. @throws CodedError `store-damaged` {path, expected, found} */
const checkTail = (db: DatabaseSync, rows: EventRows, file: string): void => {
  const head = rows.fileHead();
  const last = db.prepare('SELECT position, chain FROM events ORDER BY position DESC LIMIT 1').get() ?? { position: 0, chain: null };
  if (last.position === head.position && last.chain === head.chain && head.count === head.position) return;
  throw new CodedError('store-damaged', { path: file, expected: { ...head }, found: { ...last } });
};

const copyTo = async (file: string, to: string): Promise<void> => {
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  const source = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    // All pages in one step: one snapshot, read beside the writer.
    await backup(source, partial, { rate: 2 ** 31 - 1 });
    renameSync(partial, to);
  } finally {
    source.close();
    rmSync(partial, { force: true });
  }
};

class Waiters {
  private readonly waiting = new Set<() => void>();

  wake(): void {
    for (const wake of [...this.waiting]) wake();
  }

  wait(signal: AbortSignal, pollAfter: number | null): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        this.waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        clearTimeout(timer);
        resolve();
      };
      const timer = pollAfter === null ? undefined : setTimeout(wake, pollAfter);
      this.waiting.add(wake);
      signal.addEventListener('abort', wake);
    });
  }
}

/**
 * The embedded event store: one file in WAL, every commit synced before it is answered.
 * @throws CodedError `data-folder-in-use` {path, pid}, `data-format-newer` {found, supported}, `store-damaged` {path}, `store-unavailable`
 */
export const openEventStore = (options: EventStoreOptions): SqliteEventStore => {
  const { file, readOnly = false, failpoint = () => undefined, onFatal = () => undefined } = options;
  const lock = readOnly ? null : takeWriterLock(file);
  try {
    const { db, storeId } = openFile(file, readOnly);
    const rows = eventRows(db);
    if (!readOnly) checkTail(db, rows, file);
    const waiters = new Waiters();
    const commits = readOnly
      ? null
      : new GroupCommit({ db, writer: eventWriter(db, rows, failpoint), failpoint, onCommitted: () => waiters.wake(), onFatal });
    let closed = false;
    const read = <T>(work: () => T): T => {
      if (closed) throw new CodedError('store-unavailable', { reason: 'closed' });
      return reading(work);
    };
    const headPosition = (): number => rows.fileHead().position;

    return {
      storeId,
      file,
      append: async (stream, expected, events) => {
        checkAppend(events);
        failpoint('before-append');
        if (!commits) throw new CodedError('store-unavailable', { reason: 'opened for reading only' });
        return commits.append({ stream, expected, events });
      },
      readStream: async (stream, { from = 0, to = Number.MAX_SAFE_INTEGER } = {}) => read(() => rows.stream(stream, from, to)),
      readAll: async ({ after, limit, categories }) => {
        // A reader that catches up page by page must not starve the event loop.
        await new Promise((resolve) => void setImmediate(resolve));
        return read(() => rows.all(fromPosition(after), limit, categories));
      },
      waitForMore: async (after, signal) => {
        if (closed || signal.aborted || read(headPosition) > fromPosition(after)) return;
        await waiters.wait(signal, readOnly ? pollMillis : null);
      },
      head: async () => {
        const position = read(headPosition);
        return position === 0 ? null : toPosition(position);
      },
      close: async () => {
        if (closed) return;
        commits?.close();
        closed = true;
        waiters.wake();
        db.close();
        lock?.release();
      },
      stats: () => ({ ...(commits?.stats ?? noStats), groupSizes: { ...commits?.stats.groupSizes } }),
      backup: (to) => copyTo(file, to),
      rawRows: () => read(() => rows.rawRows()),
      rawHeads: () => read(() => rows.rawHeads()),
      rawFileHead: () => read(() => rows.fileHead()),
    };
  } catch (error) {
    lock?.release();
    throw unopened(error, file);
  }
};
