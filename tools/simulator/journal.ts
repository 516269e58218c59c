import type { Collection } from '@firebreak/event-sourcing';
import { refusal } from './faults';
import type { Actor, Scheduler } from './scheduler';

/**
 * What the read models of one process have written and not committed: one transaction that overlapping batches write into.
 * Each commits all there is when it ends. When it is lost, everybody who wrote into it learns it at the end of the batch.
 */
export class Journal {
  private undo: (() => Promise<void>)[] = [];
  /** Counts lost transactions. */
  private lost = 0;
  private readonly batches = new Map<Actor, number>();

  constructor(
    private readonly scheduler: Scheduler,
    private readonly lostCommit: number,
  ) {}

  /**
   * Which transaction a write belongs to: that of its batch when it was asked for, whenever it is done.
   * @returns does the write, and remembers what the documents were
   */
  writing(actor: Actor): <D extends object, T>(collection: Collection<D>, ids: readonly string[], effect: () => Promise<T>) => Promise<T> {
    const began = this.batches.get(actor);
    return async (collection, ids, effect) => {
      if (began !== undefined && began !== this.lost) throw refusal('read-store');
      if (this.batches.size === 0) return effect();
      const before = await collection.getMany(ids);
      const result = await effect();
      this.undo.push(async () => {
        for (const id of ids) {
          await collection.delete(id);
          const doc = before.get(id);
          if (doc !== undefined) await collection.insert(id, doc);
        }
      });
      if (began === undefined) this.undo = [];
      return result;
    };
  }

  async batch<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    if (this.batches.has(actor)) return work();
    const began = this.lost;
    this.batches.set(actor, began);
    try {
      return await work();
    } finally {
      await this.scheduler.point(actor, 'commit');
      this.batches.delete(actor);
      await this.commit(actor, began);
    }
  }

  /** The process is gone: what was not committed is not there. */
  async crash(): Promise<void> {
    this.batches.clear();
    await this.rollBack();
  }

  private async rollBack(): Promise<void> {
    const undo = this.undo.reverse();
    this.undo = [];
    this.lost += 1;
    for (const each of undo) await each();
  }

  private async commit(actor: Actor, began: number): Promise<void> {
    if (this.lost !== began) throw refusal('read-store');
    if (!this.scheduler.isCalm && this.undo.length > 0 && this.scheduler.random.chance(this.lostCommit)) {
      this.scheduler.note(`${actor.name} loses its transaction`);
      await this.rollBack();
      throw refusal('read-store');
    }
    this.undo = [];
  }
}
