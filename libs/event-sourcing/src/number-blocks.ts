import type { Aggregate, CommandMeta } from './command';
import type { DomainEvent } from './event';
import { createEventCodec } from './event-codec';
import type { EventStore } from './event-store';
import { hasCode } from './errors';
import { event } from './event';
import { loadStream } from './load-stream';
import { streamName } from './stream-name';
import type { IdSource } from './time';

export type NumberBlockAllocated = DomainEvent<
  'NumberBlockAllocated',
  {
    readonly from: number;
    readonly to: number;
    /** Unique to whoever hands the numbers out: a store takes equal bytes as one append, so no two claims may be equal. */
    readonly takenBy: string;
  }
>;

interface Numbering {
  readonly last: number;
}

const aggregate: Aggregate<Numbering, NumberBlockAllocated> = { initialState: { last: 0 }, evolve: (_state, { data }) => ({ last: data.to }) };
export const numberingCodec = createEventCodec<NumberBlockAllocated>({ NumberBlockAllocated: { personal: [] } });
export const numberingCategory = 'numbering';

interface Block {
  next: number;
  last: number;
}

export interface NumberBlocksOptions {
  readonly store: EventStore;
  readonly ids: IdSource;
  /** What stands before the number: `INC`. */
  readonly prefix: string;
  readonly kind: string;
  readonly firstBlock?: number;
  readonly largestBlock?: number;
}

/**
 * Numbers people can say, unique per tenant: a block is taken by appending to the numbering stream at the revision that was
 * read. What is left of a block at a stop is never used: gaps are allowed. Blocks double while they are used up.
 */
export class NumberBlocks {
  private readonly blocks = new Map<string, Block>();
  private readonly pending = new Map<string, Promise<void>>();
  private readonly sizes = new Map<string, number>();
  private readonly takenBy: string;

  constructor(private readonly options: NumberBlocksOptions) {
    this.takenBy = options.ids.next();
  }

  async next(meta: CommandMeta): Promise<string> {
    for (;;) {
      const block = this.blocks.get(meta.tenant);
      if (block && block.next <= block.last) {
        const number = block.next;
        block.next += 1;
        return `${this.options.prefix}-${number}`;
      }
      await this.refill(meta);
    }
  }

  /** Callers of the same turn share one block. */
  private refill(meta: CommandMeta): Promise<void> {
    const { tenant } = meta;
    const running = this.pending.get(tenant) ?? this.allocate(meta).finally(() => this.pending.delete(tenant));
    this.pending.set(tenant, running);
    return running;
  }

  private async allocate(meta: CommandMeta): Promise<void> {
    const { store, kind, firstBlock = 20, largestBlock = 1_000 } = this.options;
    const stream = streamName(numberingCategory, meta.tenant, kind);
    const size = this.sizes.get(meta.tenant) ?? firstBlock;
    for (;;) {
      const { state, envelope } = await loadStream(store, aggregate, numberingCodec, stream);
      const from = state.last + 1;
      const block = event('NumberBlockAllocated', { from, to: state.last + size, takenBy: this.takenBy });
      const system = { ...meta, actor: { id: 'system:numbering', roles: [], groups: [] }, onBehalfOf: null, origin: 'live' as const, idempotency: null };
      try {
        await store.append(stream, envelope.revision, numberingCodec.prepare(envelope, system, [block]));
        this.blocks.set(meta.tenant, { next: from, last: block.data.to });
        this.sizes.set(meta.tenant, Math.min(size * 2, largestBlock));
        return;
      } catch (error) {
        // Lost the race, or the answer got lost: take the next block; a gap is allowed, a number handed out twice is not.
        if (!hasCode(error, 'revision-conflict', 'append-outcome-unknown')) throw error;
      }
    }
  }
}
