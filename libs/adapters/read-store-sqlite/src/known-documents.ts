/** A document as it lies in the file, so that a change needs neither to read nor to parse it. */
export interface KnownDocument {
  readonly seq: number;
  readonly doc: object;
}

/** Characters of JSON that one half may hold, and the longest document worth holding. */
const halfLength = 2_000_000;
const longest = 50_000;

/**
 * The documents of one collection that were written last. Two halves: when the younger one is full the older one goes, so
 * nothing is moved at a hit. Whoever rolls back, or finds that another connection wrote, has to forget all of it.
 */
export class KnownDocuments {
  private young = new Map<string, KnownDocument>();
  private old = new Map<string, KnownDocument>();
  private length = 0;

  get(id: string): KnownDocument | undefined {
    return this.young.get(id) ?? this.old.get(id);
  }

  /** @param length of its JSON */
  remember(id: string, known: KnownDocument, length: number): void {
    if (length > longest) return this.forget(id);
    this.young.set(id, known);
    this.length += length;
    if (this.length <= halfLength) return;
    this.old = this.young;
    this.young = new Map();
    this.length = 0;
  }

  forget(id: string): void {
    this.young.delete(id);
    this.old.delete(id);
  }

  forgetAll(): void {
    this.young = new Map();
    this.old = new Map();
    this.length = 0;
  }
}
