import { categoryOf, type Position, type ReadAllOptions, type ReadOn, type StoredEvent } from '@firebreak/event-sourcing';

export interface RecentLimits {
  readonly events: number;
  /** Characters of data and metadata. */
  readonly characters: number;
}

const limits: RecentLimits = { events: 2_000, characters: 8 * 1024 * 1024 };

const sizeOf = ({ data, metadata }: StoredEvent): number => data.length + metadata.length;

/** The last events of the log without a gap, as a subscription saw them. */
export class Recent {
  private events: StoredEvent[] = [];
  private characters = 0;
  /** Everything behind it is here; '' is the beginning of the log. */
  private from: Position;
  private last: Position;

  constructor(from: Position | null, private readonly most: RecentLimits = limits) {
    this.from = this.last = from ?? '';
  }

  add(event: StoredEvent): void {
    this.events.push(event);
    this.characters += sizeOf(event);
    this.last = event.position;
    // By halves: to drop one for each that comes would move all of them each time.
    if (this.events.length > this.most.events || this.characters > this.most.characters) this.drop(Math.ceil(this.events.length / 2));
  }

  /** Begins anew behind a place whose event cannot be kept. */
  beginBehind(position: Position): void {
    this.events = [];
    this.characters = 0;
    this.from = this.last = position;
  }

  /** @returns null where some of what lies behind `after` is not here any more */
  behind({ after, limit, categories }: ReadAllOptions): ReadOn | null {
    const place = after ?? '';
    if (place < this.from) return null;
    let first = this.events.length;
    while (first > 0 && this.events[first - 1]!.position > place) first -= 1;
    const page: StoredEvent[] = [];
    for (let index = first; index < this.events.length && page.length < limit; index += 1) {
      const event = this.events[index]!;
      if (!categories || categories.includes(categoryOf(event.stream))) page.push(event);
    }
    const isFull = page.length === limit;
    const position = isFull ? page.at(-1)!.position : this.last > place ? this.last : after;
    return { page, position };
  }

  private drop(count: number): void {
    const dropped = this.events.splice(0, count);
    this.characters -= dropped.reduce((sum, event) => sum + sizeOf(event), 0);
    this.from = dropped.at(-1)!.position;
  }
}
