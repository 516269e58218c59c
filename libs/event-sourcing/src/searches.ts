/** Stands for the answer of what takes longer than one waits. */
export const late: unique symbol = Symbol('late');

/** Waits for some work, but not for ever. @returns `late` when it takes longer; the work goes on */
export type Patience = <T>(work: Promise<T>) => Promise<T | typeof late>;

const maxTries = 3;

/**
 * Streams of which something is missing and whose source takes long to answer: they are looked for one after the other, beside
 * everything else, so that nobody waits for them.
 */
export class Searches {
  private readonly wanted = new Set<string>();
  private readonly failed = new Set<string>();
  private running = false;

  /** @param search applies what its source has of a stream */
  constructor(private readonly search: (stream: string) => Promise<void>) {}

  get count(): number {
    return this.wanted.size;
  }

  /** What failed is looked for again. */
  again(): void {
    const failed = [...this.failed];
    this.failed.clear();
    for (const stream of failed) this.begin(stream);
  }

  begin(stream: string): void {
    this.wanted.add(stream);
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    for (const stream of this.wanted) {
      let found = false;
      for (let tries = 0; tries < maxTries && !found; tries += 1) {
        found = await this.search(stream).then(
          () => true,
          () => false,
        );
      }
      if (!found) this.failed.add(stream);
      this.wanted.delete(stream);
    }
    this.running = false;
  }
}
