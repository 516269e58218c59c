import { CodedError } from './errors';
import type { EventToAppend } from './event';

/** What every store takes, and so every later hop can carry: bytes of type, data and metadata in UTF-8. */
export const appendLimits = { eventBytes: 256 * 1024, appendBytes: 1024 * 1024 } as const;

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

const eventBytes = (event: EventToAppend): number => {
  // A UTF-16 code unit is at most three bytes, so most events need no counting.
  const units = event.type.length + event.data.length + event.metadata.length;
  return units * 3 <= appendLimits.eventBytes ? units * 3 : byteLength(event.type) + byteLength(event.data) + byteLength(event.metadata);
};

/** Every adapter calls this before anything else. @throws CodedError `empty-append`, `event-too-large` {bytes, limit} */
export const checkAppend = (events: readonly EventToAppend[]): void => {
  if (events.length === 0) throw new CodedError('empty-append');
  let estimate = 0;
  for (const event of events) {
    const bytes = eventBytes(event);
    if (bytes > appendLimits.eventBytes) throw new CodedError('event-too-large', { bytes, limit: appendLimits.eventBytes });
    estimate += bytes;
  }
  if (estimate <= appendLimits.appendBytes) return;
  const bytes = events.reduce((sum, event) => sum + byteLength(event.type) + byteLength(event.data) + byteLength(event.metadata), 0);
  if (bytes > appendLimits.appendBytes) throw new CodedError('event-too-large', { bytes, limit: appendLimits.appendBytes });
};
