import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { CodedError } from '@firebreak/event-sourcing';
import { KnownDocuments } from './known-documents';
import { coded, isEngineFailure, unavailable } from './sqlite-errors';

/** What runs on after its batch has ended is no part of it any more. */
interface Batch {
  readonly epoch: number;
  open: boolean;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One transaction that overlapping batches write into. Each batch commits all there is when it ends, so none waits for
 * another. Who was told that a write is done learns when it is lost: inside a batch by the batch, outside by the write,
 * which answers only after the commit.
 */
export class SharedTransaction {
  private readonly contexts = new AsyncLocalStorage<Batch>();
  private batches = 0;
  /** Counts lost transactions: a batch that wrote into one may not write on. */
  private epoch = 0;
  private loss: CodedError | null = null;
  private waiting: Waiting[] = [];
  /** Begun here and neither committed nor given up. */
  private begun = false;
  /** Looked after at the beginning of each transaction. */
  readonly known = new KnownDocuments();
  /** Moves when another connection has committed something. */
  private readonly dataVersion: StatementSync;
  private seenVersion: unknown = null;

  private constructor(private readonly db: DatabaseSync) {
    this.dataVersion = db.prepare('PRAGMA data_version');
  }

  /** The one of this handle. */
  static of(db: DatabaseSync): SharedTransaction {
    const known = handles.get(db) ?? new SharedTransaction(db);
    handles.set(db, known);
    return known;
  }

  async batch<T>(work: () => Promise<T>): Promise<T> {
    if (this.current) return work();
    const own: Batch = { epoch: this.epoch, open: true };
    this.batches += 1;
    try {
      return await this.contexts.run(own, work);
    } finally {
      own.open = false;
      this.batches -= 1;
      this.checkEpoch(own.epoch);
      if (this.db.isTransaction) this.commit();
      else this.checkBegun();
    }
  }

  /** Runs synchronous statements as one unit. Resolves when they are committed, or, inside a batch, at once. */
  async write<T>(statements: () => T): Promise<T> {
    const own = this.current;
    if (own) this.checkEpoch(own.epoch);
    const answer = this.run(statements);
    if (this.batches === 0) this.commit();
    else if (!own) await this.committed();
    return answer;
  }

  /** Resolves when what has been written so far is committed; inside a batch at once. */
  committed(): Promise<void> {
    if (!this.db.isTransaction || this.current) return Promise.resolve();
    return new Promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }

  /** Before what is remembered is used: forgets it where another connection has committed since, or our own transaction is gone. */
  look(): void {
    const version = this.dataVersion.get()!.data_version;
    if (version !== this.seenVersion || (this.begun && !this.db.isTransaction)) this.known.forgetAll();
    this.seenVersion = version;
  }

  private get current(): Batch | undefined {
    const batch = this.contexts.getStore();
    return batch?.open ? batch : undefined;
  }

  private checkEpoch(epoch: number): void {
    if (epoch !== this.epoch) throw this.loss;
  }

  private run<T>(statements: () => T): T {
    try {
      if (!this.db.isTransaction) this.begin();
      return statements();
    } catch (error) {
      // A refused value or document left nothing behind; after a failure of the engine the unit may be half done.
      if (error === this.loss) throw error;
      if (isEngineFailure(error)) this.lose(error);
      else if (this.batches === 0) this.commit();
      throw coded(error);
    }
  }

  private begin(): void {
    this.checkBegun();
    this.db.exec('BEGIN IMMEDIATE');
    this.begun = true;
    this.look();
  }

  /** Some failures end a transaction by themselves, whoever of the handle met them. */
  private checkBegun(): void {
    if (!this.begun) return;
    this.lose(new Error('the transaction was rolled back'));
    throw this.loss;
  }

  private commit(): void {
    try {
      this.db.exec('COMMIT');
      this.begun = false;
    } catch (error) {
      this.lose(error);
      throw unavailable(error);
    }
    const told = this.waiting;
    this.waiting = [];
    for (const { resolve } of told) resolve();
  }

  private lose(error: unknown): void {
    this.epoch += 1;
    this.begun = false;
    this.known.forgetAll();
    this.loss = unavailable(error);
    const told = this.waiting;
    this.waiting = [];
    try {
      if (this.db.isOpen && this.db.isTransaction) this.db.exec('ROLLBACK');
    } finally {
      for (const { reject } of told) reject(this.loss);
    }
  }
}

const handles = new WeakMap<DatabaseSync, SharedTransaction>();
