import type { EventMetadata, Origin, Position, RecordedEvent } from './event';
import type { RecordPlace } from './parking';
import type { CollectionSpec } from './read-store';
import type { Instant } from './time';

/** One event as a projection sees it, from the store or from the bus. */
export interface ProjectedEvent<Data extends object = Record<string, unknown>> {
  readonly id: string;
  readonly stream: string;
  readonly tenant: string;
  readonly revision: number;
  readonly position: Position;
  readonly hash: string;
  readonly type: string;
  readonly data: Data;
  readonly actor: string;
  readonly origin: Origin;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  /** Where it lay on the bus, if it came from there. */
  readonly record?: RecordPlace;
}

/** Every projected document carries the revision of the last event folded into it. */
export interface ProjectedDocument {
  readonly rev: number;
}

/**
 * A read model with one document per stream. `evolve` is pure and gets every event of the stream once, in order;
 * the projector sets `rev`.
 */
export interface StreamProjection<D extends ProjectedDocument> {
  /** Names the read model in checkpoints, parked events, metrics and the rebuild command. */
  readonly name: string;
  /** Stream categories it follows. */
  readonly categories: readonly string[];
  readonly collection: CollectionSpec;
  evolve(doc: D | null, event: ProjectedEvent): D;
}

export const projected = (recorded: RecordedEvent): ProjectedEvent => {
  const metadata: EventMetadata = recorded.metadata;
  return {
    id: recorded.id,
    stream: recorded.stream,
    tenant: metadata.tenant,
    revision: recorded.revision,
    position: recorded.position,
    hash: recorded.hash,
    type: recorded.type,
    data: recorded.data as Record<string, unknown>,
    actor: metadata.actor,
    origin: metadata.origin,
    occurredAt: metadata.occurredAt,
    recordedAt: metadata.recordedAt,
  };
};
