import type { JsonObject } from './json';
import type { Instant } from './time';

/** What a context says happened. The type is the storage format: `IncidentResolved`, later `IncidentResolved.v2`. */
export interface DomainEvent<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

export const event = <Type extends string, Data extends object>(type: Type, data: Data): DomainEvent<Type, Data> => ({ type, data });

/**
 * Where an imported event comes from. `step` counts the steps of the case from 1, `digest` chains all steps up to this one,
 * `adjustedFrom` is the source's own time where the event was raised to the one before it.
 */
export interface Provenance {
  readonly source: string;
  readonly caseId: string;
  readonly file: string | null;
  readonly row: number;
  readonly step: number;
  readonly digest: string;
  readonly adjustedFrom: Instant | null;
}

/** A decision's answer: an event, and for an imported one its own time and origin. */
export type NewEvent<E extends DomainEvent = DomainEvent> = E & { readonly occurredAt?: Instant; readonly provenance?: Provenance; readonly actor?: string };

export type Origin = 'live' | 'imported';

/** The trace a command's Idempotency-Key leaves on each of its events. */
export interface Idempotency {
  readonly keyHash: string;
  readonly bodyHash: string;
  readonly actor: string;
}

export interface EventMetadata {
  readonly v: 1;
  readonly tenant: string;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly origin: Origin;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly prevHash: string | null;
  readonly idem: Idempotency | null;
  readonly provenance: Provenance | null;
}

/** What goes into a store: made once per command, sent again unchanged after an unknown outcome. `data` and `metadata` are canonical JSON. */
export interface EventToAppend {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly hash: string;
}

/** Opaque, compared as text; grows with every event of the store. */
export type Position = string;

/** What a store gives back. `revision` is a safe integer from 0 in its stream. */
export interface StoredEvent extends EventToAppend {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
}

/** A stored event past the codec: latest type, parsed. */
export interface RecordedEvent<E extends DomainEvent = DomainEvent> {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly hash: string;
  readonly type: E['type'];
  readonly data: E['data'];
  readonly metadata: EventMetadata;
}

export type StoredData = JsonObject;
