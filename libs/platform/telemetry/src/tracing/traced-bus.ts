import type { BusRecord, EventBus, ReceivedRecord } from '@firebreak/event-sourcing';
import { SpanKind, type SpanContext } from '@opentelemetry/api';
import { Batch, inBatch, isSampled } from './batch';
import { formatTraceparent, parseTraceparent } from './trace-context';
import type { Tracing } from './tracing';

const correlation = 'ce_correlationid';
/** As clients of the bus that know OpenTelemetry read it, and as the extension of CloudEvents for tracing has it. */
const headers = ['traceparent', 'ce_traceparent'] as const;

const originOf = (tracing: Tracing, { id, headers: given }: BusRecord): SpanContext | null => {
  const correlationId = given[correlation];
  return correlationId === undefined ? null : tracing.origin(correlationId, id);
};

const receivedOrigin = ({ headers: given }: ReceivedRecord): SpanContext | null => parseTraceparent(given[headers[0]]);

/**
 * Puts on each record the span in which its event was made, and goes on from there where a record is received. The headers follow
 * from the record alone, so a repeat carries the same. Without tracing it is the bus itself.
 */
export const tracedBus = (bus: EventBus, tracing: Tracing | null): EventBus => {
  if (tracing === null) return bus;
  return {
    ...bus,
    publish: (records) => {
      const origins: SpanContext[] = [];
      const sent = records.map((record) => {
        const origin = originOf(tracing, record);
        if (origin === null) return record;
        if (isSampled(origin)) origins.push(origin);
        return { ...record, headers: { ...record.headers, ...Object.fromEntries(headers.map((name) => [name, formatTraceparent(origin)])) } };
      });
      const [first, ...others] = origins;
      if (!first) return bus.publish(sent);
      const attributes = { 'messaging.operation.name': 'publish', 'messaging.batch.message_count': records.length };
      return tracing.span('publish events', { kind: SpanKind.CLIENT, attributes, parent: first, links: others }, () => bus.publish(sent));
    },
    subscribe: (options, handle) =>
      bus.subscribe(options, (batch) => {
        const attributes = { 'messaging.operation.name': 'process', 'messaging.consumer.group.name': options.group, ...(batch[0] ? { 'messaging.destination.name': batch[0].topic } : {}) };
        const whole = new Batch(tracing, options.group, attributes);
        return inBatch(tracing, whole, () => {
          const brought = batch.flatMap((record) => {
            const origin = receivedOrigin(record);
            return origin === null ? [] : [{ stream: record.key, type: record.type, origin }];
          });
          whole.take(brought, tracing.scope);
          return handle(batch);
        });
      }),
  };
};
