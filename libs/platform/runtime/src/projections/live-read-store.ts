import { generationSpec, type Collection, type CollectionSpec, type ReadStore } from '@firebreak/event-sourcing';
import type { ControlBook } from './control-book';

/**
 * The read store as readers see it: a collection that has generations is the live one of them, looked up at each call, so that
 * who holds it reads the next generation after a switch. What has no generations is as it is.
 */
export class LiveReadStore implements ReadStore {
  private readonly owners = new Map<string, string>();

  constructor(
    private readonly readStore: ReadStore,
    private readonly book: ControlBook,
  ) {}

  /** The unit whose generations have these collections. */
  own(unit: string, names: Iterable<string>): void {
    for (const name of names) this.owners.set(name, unit);
  }

  async collection<D extends object>(spec: CollectionSpec): Promise<Collection<D>> {
    const opened = new Map<number, Promise<Collection<D>>>();
    const of = (generation: number): Promise<Collection<D>> => {
      const known = opened.get(generation);
      if (known) return known;
      const opening = this.readStore.collection<D>(generationSpec(spec, generation));
      opened.set(generation, opening);
      opening.catch(() => opened.delete(generation));
      return opening;
    };
    const live = async (): Promise<Collection<D>> => {
      const unit = this.owners.get(spec.name);
      return of(unit === undefined ? 1 : (this.book.peek(unit) ?? (await this.book.current(unit))).live);
    };
    await live();
    return {
      get: async (id) => (await live()).get(id),
      getMany: async (ids, only) => (await live()).getMany(ids, only),
      insert: async (id, doc) => (await live()).insert(id, doc),
      replace: async (id, where, doc) => (await live()).replace(id, where, doc),
      set: async (id, where, changes) => (await live()).set(id, where, changes),
      bulk: async (writes) => (await live()).bulk(writes),
      find: async (options) => (await live()).find(options),
      count: async (filter) => (await live()).count(filter),
      delete: async (id) => (await live()).delete(id),
    };
  }

  drop(name: string): Promise<void> {
    return this.readStore.drop(name);
  }

  batch<T>(work: () => Promise<T>): Promise<T> {
    return this.readStore.batch(work);
  }
}
