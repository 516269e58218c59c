import type { Clock, EventStore, EventToAppend } from '@firebreak/event-sourcing';

const field = '"recordedAt":"';

/** When an event says it was recorded; cut out, as parsing every append would cost more than this is worth. */
const recordedAt = ({ metadata }: EventToAppend): string => {
  const at = metadata.lastIndexOf(field);
  return at < 0 ? '' : metadata.slice(at + field.length, metadata.indexOf('"', at + field.length));
};

/**
 * Tells of appends that are recorded later than the clock says: it went back, and time in a stream never does.
 * @param onSkew called once for each such append
 */
export const storeThatNoticesSkew = (store: EventStore, clock: Clock, onSkew: () => void): EventStore => ({
  storeId: store.storeId,
  append: (stream, expected, events) => {
    if (events[0] && recordedAt(events[0]) > clock.now()) onSkew();
    return store.append(stream, expected, events);
  },
  readStream: (stream, range) => store.readStream(stream, range),
  readAll: (options) => store.readAll(options),
  waitForMore: (after, signal) => store.waitForMore(after, signal),
  seen: (options) => store.seen?.(options) ?? null,
  head: () => store.head(),
});
