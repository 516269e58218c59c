import { binaryEvent, jsonEvent, type EventData, type RecordedEvent } from '@eventstore/db-client';
import type { EventToAppend, StoredEvent } from '@firebreak/event-sourcing';
import { positionOf } from './positions';

/** Beside the context's data: what the store keeps as an event's own metadata. */
interface KeptMetadata {
  readonly hash: string;
  /** As an object, readable in the store's own screens, where that gives the same text back; else as a text. */
  readonly metadata: unknown;
}

/** Whether a text is what JSON makes of it again: keys that look like numbers, for one, would change their places. */
const parsedIfSame = (text: string): { readonly value: unknown } | null => {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && JSON.stringify(value) === text ? { value } : null;
};

/** Every byte comes back as it was given: the hash of an event is over its text. */
export const toServer = ({ id, type, data, metadata, hash }: EventToAppend): EventData => {
  const kept = { hash, metadata: parsedIfSame(metadata)?.value ?? metadata };
  const same = parsedIfSame(data);
  return same ? jsonEvent({ id, type, data: same.value as never, metadata: kept as never }) : binaryEvent({ id, type, data: Buffer.from(data, 'utf8'), metadata: kept as never });
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

export const fromServer = (recorded: RecordedEvent): StoredEvent => {
  const { id, type, streamId, revision, data, isJson, metadata, position } = recorded;
  const { hash, metadata: kept } = (metadata ?? {}) as unknown as KeptMetadata;
  const text = isJson ? JSON.stringify(data) : Buffer.from(data as Uint8Array).toString('utf8');
  const number = Number(revision);
  if (!Number.isSafeInteger(number)) throw new RangeError(`revision ${revision} of ${streamId} is beyond what a number holds`);
  return { id, type, data: text, metadata: textOf(kept), hash, stream: streamId, revision: number, position: positionOf(position!) };
};

export const isSame = (stored: StoredEvent, event: EventToAppend): boolean =>
  stored.id === event.id && stored.type === event.type && stored.data === event.data && stored.metadata === event.metadata && stored.hash === event.hash;
