import { AsyncLocalStorage } from 'node:async_hooks';
import type { DatabaseSync } from 'node:sqlite';
import type { CodedError } from '@firebreak/event-sourcing';
import { coded, isEngineFailure, unavailable } from './sqlite-errors';

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
  private readonly inBatch = new AsyncLocalStorage<{ readonly epoch: number }>();
  private batches = 0;
  /** Counts lost transactions: a batch that wrote into one may not write on. */
  private epoch = 0;
  private loss: CodedError | null = null;
  private waiting: Waiting[] = [];

  constructor(private readonly db: DatabaseSync) {}

  async batch<T>(work: () => Promise<T>): Promise<T> {
    if (this.inBatch.getStore()) return work();
    const own = { epoch: this.epoch };
    this.batches += 1;
    try {
      return await this.inBatch.run(own, work);
    } finally {
      this.batches -= 1;
      this.checkEpoch(own.epoch);
      if (this.db.isTransaction) this.commit();
    }
  }

  /** Runs synchronous statements as one unit. Resolves when they are committed, or, inside a batch, at once. */
  async write<T>(statements: () => T): Promise<T> {
    const own = this.inBatch.getStore();
    if (own) this.checkEpoch(own.epoch);
    const answer = this.run(statements);
    if (this.batches === 0) this.commit();
    else if (!own) await this.committed();
    return answer;
  }

  /** Resolves when what has been written so far is committed; inside a batch at once. */
  committed(): Promise<void> {
    if (!this.db.isTransaction || this.inBatch.getStore()) return Promise.resolve();
    return new Promise((resolve, reject) => void this.waiting.push({ resolve, reject }));
  }

  private checkEpoch(epoch: number): void {
    if (epoch !== this.epoch) throw this.loss;
  }

  private run<T>(statements: () => T): T {
    try {
      if (!this.db.isTransaction) this.db.exec('BEGIN IMMEDIATE');
      return statements();
    } catch (error) {
      // A refused value or document left nothing behind; after a failure of the engine the unit may be half done.
      if (isEngineFailure(error)) this.lose(error);
      else if (this.batches === 0) this.commit();
      throw coded(error);
    }
  }

  private commit(): void {
    try {
      this.db.exec('COMMIT');
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
