import { errorCode } from './errors';
import type { DomainEvent, Position, StoredEvent } from './event';
import type { EventCodec } from './event-codec';
import type { EventStore } from './event-store';
import { rawBytes } from './parking';
import { projected, type ProjectedDocument, type ProjectedEvent } from './projection';
import { describeError, type ProjectionSource, type Projector, type SourceEvent } from './projector';
import { readOn } from './read-on';
import type { Collection, CollectionSpec } from './read-store';
import { categoryOf } from './stream-name';

export interface Checkpoint {
  readonly position: Position;
}

export const checkpointCollection: CollectionSpec = { name: 'checkpoints_v1', indexes: [] };

/** Each category has the codec of the context that owns it. */
export type Codecs = Readonly<Record<string, EventCodec<DomainEvent>>>;

export const decodeWith = (codecs: Codecs, stored: StoredEvent): ProjectedEvent => {
  const codec = codecs[categoryOf(stored.stream)];
  if (!codec) throw new TypeError(`no codec for ${stored.stream}`);
  return projected(codec.decode(stored));
};

/** The event store as a projection's source. */
export const storeSource = (store: EventStore, codecs: Codecs): ProjectionSource => ({
  readFrom: async (stream, revision) => (await store.readStream(stream, { from: revision })).map((stored) => decoded(codecs, stored)),
});

/** One that cannot be read keeps its place. */
const decoded = (codecs: Codecs, stored: StoredEvent): SourceEvent => {
  const { stream, revision, data } = stored;
  try {
    return decodeWith(codecs, stored);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return { stream, revision, unreadable: describeError(error), raw: rawBytes(data) };
  }
};

export interface StoreSubscriptionOptions {
  readonly name: string;
  readonly store: EventStore;
  readonly codecs: Codecs;
  readonly categories: readonly string[];
  readonly projectors: readonly Projector<ProjectedDocument>[];
  readonly checkpoints: Collection<Checkpoint>;
  readonly pageSize?: number;
}

/** So often what others wrote is passed without a word: whoever begins at the checkpoint reads through it again. */
const passedUnsaved = 500;

/**
 * Feeds projectors from the event store. The checkpoint is written after the documents: a crash between the two
 * repeats events, which the documents' revisions turn away.
 */
export class StoreSubscription {
  private cursor: Position | null = null;
  private saved: Position | null = null;
  private opened = false;
  private passed = 0;

  constructor(private readonly options: StoreSubscriptionOptions) {}

  get name(): string {
    return this.options.name;
  }

  get position(): Position | null {
    return this.cursor;
  }

  /** What a failed step wrote may be gone: position and documents are read again before the next one. */
  forget(): void {
    this.opened = false;
    for (const projector of this.options.projectors) projector.forget();
  }

  /** Applies one page. @returns how many events were passed; 0 when caught up */
  async step(): Promise<number> {
    const { store, categories, checkpoints, name, pageSize = 500 } = this.options;
    if (!this.opened) {
      this.saved = this.cursor = (await checkpoints.get(name))?.position ?? null;
      this.opened = true;
      // The first way may be as long as the log.
      this.passed = passedUnsaved;
    }
    const { page, position } = await readOn(store, { after: this.cursor, limit: pageSize, categories });
    const last = page.at(-1);
    if (!last) {
      if (position !== this.cursor) await this.pass(position!);
      return 0;
    }
    const events = page.map((stored) => decoded(this.options.codecs, stored));
    for (const projector of this.options.projectors) {
      const wanted = events.filter((each) => projector.projection.categories.includes(categoryOf(each.stream)));
      await projector.apply(wanted);
    }
    await this.save(last.position);
    return page.length;
  }

  /** There was nothing for it on the way. */
  private async pass(position: Position): Promise<void> {
    this.passed += 1;
    if (this.passed > passedUnsaved) await this.save(position);
    else this.cursor = position;
  }

  private async save(position: Position): Promise<void> {
    const { checkpoints, name } = this.options;
    const written = this.saved === null
      ? await checkpoints.insert(name, { position })
      : await checkpoints.replace(name, { position: this.saved }, { position });
    // Somebody else moved it: theirs is as good, documents decide by revision.
    this.saved = written ? position : ((await checkpoints.get(name))?.position ?? null);
    this.cursor = position;
    this.passed = 0;
  }
}
