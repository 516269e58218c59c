/** A document as it lies in the file, so that a change needs neither to read nor to parse it. */
export interface KnownDocument {
  readonly seq: number;
  readonly doc: object;
}

/** Characters of JSON that one half may hold over all collections, and the longest document worth holding. */
const halfLength = 6_000_000;
const longest = 50_000;

/**
 * The documents of a file that were written last, by collection. Two halves: when the younger one is full the older one goes,
 * so nothing is moved at a hit. Whoever rolls back, or finds that another connection wrote, has to forget all of it.
 */
export class KnownDocuments {
  private readonly collections = new Map<string, KnownCollection>();
  private length = 0;

  of(collection: string): KnownCollection {
    const known = this.collections.get(collection) ?? new KnownCollection((length) => this.grow(length));
    this.collections.set(collection, known);
    return known;
  }

  forgetAll(): void {
    for (const collection of this.collections.values()) collection.forgetAll();
    this.length = 0;
  }

  private grow(length: number): void {
    this.length += length;
    if (this.length <= halfLength) return;
    for (const collection of this.collections.values()) collection.age();
    this.length = 0;
  }
}

export class KnownCollection {
  private young = new Map<string, KnownDocument>();
  private old = new Map<string, KnownDocument>();

  constructor(private readonly grow: (length: number) => void) {}

  get(id: string): KnownDocument | undefined {
    return this.young.get(id) ?? this.old.get(id);
  }

  /** @param length of its JSON */
  remember(id: string, known: KnownDocument, length: number): void {
    if (length > longest) return this.forget(id);
    const isNew = !this.young.has(id);
    this.young.set(id, known);
    if (isNew) this.grow(length);
  }

  forget(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }

  forgetAll(): void {
    this.young = new Map();
    this.old = new Map();
  }

  age(): void {
    this.old = this.young;
    this.young = new Map();
  }
}
