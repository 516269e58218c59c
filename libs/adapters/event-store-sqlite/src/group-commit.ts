import type { DatabaseSync } from 'node:sqlite';
import { CodedError, type AppendResult } from '@firebreak/event-sourcing';
import type { EventWriter, PendingAppend, Written } from './event-writer';
import { isDiskFull, unavailable } from './sqlite-errors';

export interface StoreStats {
  /** Appends answered with a position, repeats included. */
  appends: number;
  events: number;
  /** Transactions that wrote; each is one fsync. */
  commits: number;
  conflicts: number;
  repeats: number;
  /** How many commits held so many appends, by the next power of two. */
  readonly groupSizes: Record<string, number>;
}

interface Queued extends PendingAppend {
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  readonly db: DatabaseSync;
  readonly writer: EventWriter;
  readonly failpoint: (name: string) => void;
  readonly onCommitted: () => void;
  readonly onFatal: (error: unknown) => void;
}

const largestGroup = 512;

const bucketOf = (size: number): string => String(2 ** Math.ceil(Math.log2(size)));

/** Appends of one turn of the event loop share one transaction and one fsync. */
export class GroupCommit {
  readonly stats: StoreStats = { appends: 0, events: 0, commits: 0, conflicts: 0, repeats: 0, groupSizes: {} };
  private queue: Queued[] = [];
  private scheduled = false;
  private stopped: CodedError | null = null;

  constructor(private readonly options: GroupCommitOptions) {}

  append(append: PendingAppend): Promise<AppendResult> {
    if (this.stopped) return Promise.reject(this.stopped);
    return new Promise((resolve, reject) => {
      this.queue.push({ ...append, resolve, reject });
      this.schedule();
    });
  }

  /** Commits what waits and takes nothing more. */
  close(): void {
    while (this.queue.length > 0) this.commitGroup();
    this.stopped ??= new CodedError('store-unavailable', { reason: 'closed' });
  }

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.commitGroup();
      if (this.queue.length > 0) this.schedule();
    });
  }

  private commitGroup(): void {
    const group = this.queue.slice(0, largestGroup);
    this.queue = this.queue.slice(largestGroup);
    if (group.length === 0) return;
    if (this.stopped) return this.rejectAll(group, this.stopped);
    const { db, writer, failpoint } = this.options;
    let answers: Written[];
    try {
      db.exec('BEGIN IMMEDIATE');
      answers = group.map((append) => writer.write(append));
      writer.seal();
      failpoint('before-commit');
    } catch (error) {
      return this.undo(group, unavailable(error), error);
    }
    try {
      db.exec('COMMIT');
    } catch (error) {
      return this.commitFailed(group, error);
    }
    failpoint('after-commit');
    this.answer(group, answers);
  }

  /** What could not be written for want of room is not there. After any other failure nobody can say, so the store stops. */
  private commitFailed(group: readonly Queued[], error: unknown): void {
    if (isDiskFull(error)) return this.undo(group, unavailable(error), error);
    this.stop(error);
    this.rejectAll(group, new CodedError('append-outcome-unknown', { reason: unavailable(error).details.reason }));
    this.options.onFatal(error);
  }

  private undo(group: readonly Queued[], answer: CodedError, cause: unknown): void {
    const { db, writer, onFatal } = this.options;
    try {
      if (db.isTransaction) db.exec('ROLLBACK');
      writer.restore();
    } catch (error) {
      this.stop(error);
      onFatal(new AggregateError([cause, error], 'a failed append could not be undone'));
    }
    this.rejectAll(group, answer);
  }

  private stop(error: unknown): void {
    this.stopped = new CodedError('store-unavailable', { reason: `stopped after: ${String(unavailable(error).details.reason)}` });
  }

  private rejectAll(group: readonly Queued[], error: CodedError): void {
    for (const { reject } of group) reject(error);
  }

  private answer(group: readonly Queued[], answers: readonly Written[]): void {
    let wrote = 0;
    group.forEach(({ events, resolve, reject }, index) => {
      const answer = answers[index]!;
      if (answer.kind === 'conflict') {
        this.stats.conflicts += 1;
        return reject(answer.error);
      }
      this.stats.appends += 1;
      if (answer.kind === 'repeated') this.stats.repeats += 1;
      else {
        wrote += 1;
        this.stats.events += events.length;
      }
      resolve(answer.result);
    });
    if (wrote === 0) return;
    this.stats.commits += 1;
    this.stats.groupSizes[bucketOf(wrote)] = (this.stats.groupSizes[bucketOf(wrote)] ?? 0) + 1;
    this.options.onCommitted();
  }
}
