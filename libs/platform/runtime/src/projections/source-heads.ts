import type { ProjectedEvent } from '@firebreak/event-sourcing';
import type { SourceLog } from './source-log';

/** Streams longer than this are not folded again for a comparison. */
const maxSampledEvents = 2_000;

export interface SampledStream {
  /** From the first one on, without a hole. */
  readonly events: ProjectedEvent[];
}

export interface SourceHeadsOptions {
  readonly sampleSize: number;
  readonly random: () => number;
  /** Awaited after each page. */
  readonly turn: () => Promise<void>;
}

/** Where each stream of a log stands, read from its beginning, and the events of some of them, each as likely as any other. */
export class SourceHeads {
  readonly revisions = new Map<string, number>();
  readonly sample = new Map<string, SampledStream>();
  private cursor: string | null = null;
  private met = 0;

  constructor(
    private readonly log: SourceLog,
    private readonly options: SourceHeadsOptions,
  ) {}

  /** Opaque: how far it has been read. */
  get position(): string | null {
    return this.cursor;
  }

  /** Reads on to the end of the log. */
  async readOn(): Promise<void> {
    for (let isLast = false; !isLast; ) {
      const page = await this.log(this.cursor);
      for (const { stream, revision, event } of page.entries) {
        const known = this.revisions.get(stream);
        if (known !== undefined && revision <= known) continue;
        this.revisions.set(stream, revision);
        if (known === undefined) this.meet(stream);
        this.collect(stream, revision, event);
      }
      this.cursor = page.cursor;
      ({ isLast } = page);
      await this.options.turn();
    }
  }

  /** The nth stream takes somebody's place with the probability that leaves all of them equal. */
  private meet(stream: string): void {
    const { sampleSize, random } = this.options;
    this.met += 1;
    if (sampleSize === 0) return;
    if (this.sample.size >= sampleSize) {
      const place = Math.floor(random() * this.met);
      const leaving = place < this.sample.size ? [...this.sample.keys()][place] : undefined;
      if (leaving === undefined) return;
      this.sample.delete(leaving);
    }
    this.sample.set(stream, { events: [] });
  }

  private collect(stream: string, revision: number, event: () => ProjectedEvent | null): void {
    const sampled = this.sample.get(stream);
    if (!sampled) return;
    const read = sampled.events.length === revision && revision < maxSampledEvents ? event() : null;
    if (read) sampled.events.push(read);
    else this.sample.delete(stream);
  }
}
