import { sha256 } from '@firebreak/event-sourcing';
import { isSpanContextValid, TraceFlags, type SpanContext } from '@opentelemetry/api';

const traceparent = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const trace = /^(?!0{32})[0-9a-f]{32}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The header of W3C Trace Context; null for anything odd. */
export const parseTraceparent = (header: unknown): SpanContext | null => {
  const [, version, traceId, spanId, flags, more] = (typeof header === 'string' && traceparent.exec(header)) || [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null;
  const context = { traceId: traceId!, spanId: spanId!, traceFlags: Number.parseInt(flags!, 16) & TraceFlags.SAMPLED, isRemote: true };
  return isSpanContextValid(context) ? context : null;
};

export const formatTraceparent = ({ traceId, spanId, traceFlags }: SpanContext): string => `00-${traceId}-${spanId}-0${traceFlags & TraceFlags.SAMPLED}`;

/** The trace of a correlation: it is one already, or the id in other letters, or its digest. */
export const traceOf = (correlationId: string): string => {
  if (trace.test(correlationId)) return correlationId;
  const bare = uuid.test(correlationId) ? correlationId.replaceAll('-', '') : '';
  return trace.test(bare) ? bare : sha256(correlationId).slice(0, 32);
};

/** The span in which an event was made: whoever knows the event knows it. The end of the id has no fixed digits but one. */
export const spanOf = (eventId: string): string => {
  const bare = eventId.replaceAll('-', '').toLowerCase();
  const end = /^[0-9a-f]{32}$/.test(bare) ? bare.slice(16) : '';
  return end !== '' && !/^0+$/.test(end) ? end : sha256(eventId).slice(0, 16);
};
