import { randomUUID } from 'node:crypto';
import { namespaces, sha256, uuidV5, type EventToAppend } from '@firebreak/event-sourcing';

/** Streams no other test has written to, so that a suite may run against an engine that others use. */
export const freshStream = (category = 'light'): string => `${category}-default.${randomUUID()}`;

/** A category of its own, to read only what one test wrote. */
export const freshCategory = (): string => `light_${randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** An event as a codec would prepare it; the same text makes the same bytes. */
export const storable = (text: string, over: Partial<EventToAppend> = {}): EventToAppend => {
  const data = JSON.stringify({ text });
  const hash = sha256(data);
  return { id: uuidV5(namespaces.event, text), type: 'Noted', data, metadata: '{"v":1}', hash, ...over };
};

/** `count` events that no other call makes. */
export const storables = (count: number): EventToAppend[] => {
  const tag = randomUUID();
  return Array.from({ length: count }, (_, index) => storable(`${tag} ${index}`));
};

/** An event of exactly so many bytes of type, data and metadata. */
export const storableOf = (bytes: number): EventToAppend => {
  const empty = storable('', { id: randomUUID() });
  const padding = bytes - empty.type.length - empty.metadata.length - '{"text":""}'.length;
  return { ...empty, data: `{"text":"${'x'.repeat(padding)}"}` };
};
