import { binaryEvent, jsonEvent, type EventData } from '@eventstore/db-client';
import type { EventToAppend, StoredEvent } from '@firebreak/event-sourcing';

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
  const kept: KeptMetadata = { hash, metadata: parsedIfSame(metadata)?.value ?? metadata };
  const same = parsedIfSame(data);
  return same ? jsonEvent({ id, type, data: same.value as never, metadata: kept as never }) : binaryEvent({ id, type, data: Buffer.from(data, 'utf8'), metadata: kept as never });
};

export const isSame = (stored: StoredEvent, event: EventToAppend): boolean =>
  stored.id === event.id && stored.type === event.type && stored.data === event.data && stored.metadata === event.metadata && stored.hash === event.hash;
