import { categoryOf, errorCode, type EventStore, type EventToAppend, type StoredEvent } from '@firebreak/event-sourcing';
import { SpanKind, type SpanContext } from '@opentelemetry/api';
import { traceOf } from './trace-context';
import type { Brought, Tracing } from './tracing';

/** From the stored form, which is all that the relay and other processes have. */
const correlationOf = ({ metadata }: EventToAppend): string => {
  try {
    const { correlationId } = JSON.parse(metadata) as { readonly correlationId?: unknown };
    return typeof correlationId === 'string' ? correlationId : '';
  } catch {
    return '';
  }
};

const originOf = (tracing: Tracing, event: EventToAppend): SpanContext => tracing.origin(correlationOf(event), event.id);

/** One span for each event, under ids that can be told from the event alone. They say that it is recorded, so they come after. */
const create = (tracing: Tracing, events: readonly EventToAppend[], append: SpanContext, startTime: number): void => {
  for (const event of events) {
    const { traceId, spanId } = originOf(tracing, event);
    const inside = append.traceId === traceId;
    const attributes = { 'firebreak.event.type': event.type, 'messaging.message.id': event.id };
    tracing.start(`create ${event.type}`, { kind: SpanKind.PRODUCER, attributes, startTime, parent: inside ? append : null, links: inside ? [] : [append], traceId, spanId }).end();
  }
};

const broughtBy = (tracing: Tracing, events: readonly StoredEvent[]): Brought[] =>
  events.map((event) => ({ stream: event.stream, type: event.type, origin: originOf(tracing, event) }));

/** Traces commands and appends, and tells batches of projections which events they have read. Without tracing it is the store itself. */
export const tracedStore = (store: EventStore, tracing: Tracing | null): EventStore => {
  if (tracing === null) return store;
  const take = (events: readonly StoredEvent[]): void => {
    const { scope } = tracing;
    scope?.batch?.take(broughtBy(tracing, events), scope);
  };
  return {
    storeId: store.storeId,
    append: (stream, expected, events) => {
      const startTime = Date.now();
      const attributes = { 'firebreak.category': categoryOf(stream), 'firebreak.events': events.length };
      const root = tracing.current === null && events[0] ? { traceId: traceOf(correlationOf(events[0])) } : {};
      return tracing.span(`append ${categoryOf(stream)}`, { kind: SpanKind.CLIENT, attributes, ...root }, async (span) => {
        const { command } = tracing.scope ?? {};
        try {
          const result = await store.append(stream, expected, events);
          create(tracing, events, span.spanContext(), startTime);
          return result;
        } catch (error) {
          if (command && errorCode(error) === 'revision-conflict') command.conflicts += 1;
          if (command && errorCode(error) === 'append-outcome-unknown') command.repeats += 1;
          throw error;
        }
      });
    },
    around: (command, handle) => {
      const seen = { conflicts: 0, repeats: 0 };
      const root = tracing.current === null ? { traceId: traceOf(command.correlationId) } : {};
      const start = { attributes: { 'firebreak.category': categoryOf(command.stream) }, ...root };
      return tracing.span(
        `handle ${command.type}`,
        start,
        async (span) => {
          try {
            const answer = await (store.around ? store.around(command, handle) : handle());
            span.setAttribute('firebreak.outcome', answer.outcome);
            return answer;
          } finally {
            span.setAttributes({ 'firebreak.conflicts': seen.conflicts, 'firebreak.repeats': seen.repeats });
          }
        },
        { command: seen },
      );
    },
    readStream: (stream, range) => store.readStream(stream, range),
    readAll: async (options) => {
      const events = await store.readAll(options);
      take(events);
      return events;
    },
    seen: (options) => {
      const seen = store.seen?.(options) ?? null;
      if (seen) take(seen.page);
      return seen;
    },
    waitForMore: (after, signal) => store.waitForMore(after, signal),
    head: () => store.head(),
  };
};
