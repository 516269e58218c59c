import type { Aggregate, Command } from './command';
import { refused } from './errors';
import { event, type DomainEvent, type NewEvent } from './event';
import { createEventCodec } from './event-codec';
import type { EventStore } from './event-store';
import { namespaces, uuidV5 } from './hashing';
import { loadStream } from './load-stream';
import type { ParkReason } from './park-reason';
import { streamName, streamParts } from './stream-name';

// The names are the storage format: renaming one is a new version with an upcaster.

/** Where decisions of whoever runs an installation are kept. */
export const operationsCategory = 'operations';

/** Runs the installation: what belongs to no tenant is its business. */
export const operatingTenant = 'default';

export interface Skip {
  readonly projection: string;
  /** As the list of parked streams names it. */
  readonly stream: string;
  /** The one revision that is gone past, or the offset of a record that belongs to no stream. */
  readonly revision: number;
  readonly reason: string;
  /** Why it was parked. */
  readonly parkedFor: ParkReason;
  readonly error: string;
}

export type ParkedSkipped = DomainEvent<'ParkedSkipped', Skip>;

export const skipEventTypes = { ParkedSkipped: { personal: ['reason'] } } as const;

export const skipCodec = createEventCodec<ParkedSkipped>(skipEventTypes);

/** The reason by revision. */
export type SkippedRevisions = ReadonlyMap<number, string>;

export const skipAggregate: Aggregate<SkippedRevisions, ParkedSkipped> = {
  initialState: new Map(),
  evolve: (skipped, { data }) => new Map(skipped).set(data.revision, data.reason),
};

export type SkipParked = Command<'SkipParked', Skip>;

/** One revision is skipped once; the first reason stands. */
export const skipParked = ({ data }: SkipParked, skipped: SkippedRevisions): readonly NewEvent<ParkedSkipped>[] => {
  const known = skipped.get(data.revision);
  if (known === undefined) return [event('ParkedSkipped', data)];
  if (known === data.reason) return [];
  throw refused('already-skipped', { revision: data.revision });
};

/** The tenant of a stream; of a record that belongs to no stream, the operating one. */
export const tenantOfParked = (stream: string): string => {
  try {
    return streamParts(stream).tenant;
  } catch {
    return operatingTenant;
  }
};

export const skipId = (tenant: string, projection: string, stream: string): string => uuidV5(namespaces.created, `${tenant}|skip|${projection}|${stream}`);

/** Each parked stream has one of its own: who asks whether to go past an event reads no long history. */
export const skipStream = (projection: string, stream: string): string => {
  const tenant = tenantOfParked(stream);
  return streamName(operationsCategory, tenant, skipId(tenant, projection, stream));
};

/** What a read model goes past. */
export interface Skips {
  /** @throws CodedError `store-unavailable` */
  of(projection: string, stream: string): Promise<ReadonlySet<number>>;
}

export const noSkips: Skips = { of: () => Promise.resolve(new Set<number>()) };

/** The decisions as they stand in the event store, of every replica and for every generation of a read model. */
export const storeSkips = (store: EventStore): Skips => ({
  of: async (projection, stream) => {
    const { state } = await loadStream(store, skipAggregate, skipCodec, skipStream(projection, stream));
    return new Set(state.keys());
  },
});
