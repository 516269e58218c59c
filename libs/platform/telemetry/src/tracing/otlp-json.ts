import type { AttributeValue, Attributes, HrTime, SpanContext } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined };

const valueOf = (value: AttributeValue | null | undefined): Json => {
  if (Array.isArray(value)) return { arrayValue: { values: value.map((each: string | number | boolean | null | undefined) => valueOf(each)) } };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return { stringValue: String(value) };
};

const attributesOf = (attributes: Attributes): Json =>
  Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: valueOf(value as AttributeValue) }));

const nanos = ([seconds, rest]: HrTime): string => String(BigInt(seconds) * 1_000_000_000n + BigInt(rest));

/** Flags as the protocol counts them: of W3C, and whether it is known that the parent was in another process. */
const flagsOf = (own: SpanContext, of: SpanContext | undefined): number => own.traceFlags | 0x100 | (of?.isRemote ? 0x200 : 0);

const spanOf = (span: ReadableSpan): Json => {
  const context = span.spanContext();
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    parentSpanId: span.parentSpanContext?.spanId,
    traceState: context.traceState?.serialize(),
    flags: flagsOf(context, span.parentSpanContext),
    name: span.name,
    // The protocol has a zero for "not said" before the kinds.
    kind: span.kind + 1,
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: attributesOf(span.attributes),
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map((event) => ({ timeUnixNano: nanos(event.time), name: event.name, attributes: attributesOf(event.attributes ?? {}), droppedAttributesCount: event.droppedAttributesCount ?? 0 })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(({ context: linked, attributes }) => ({ traceId: linked.traceId, spanId: linked.spanId, flags: flagsOf(linked, linked), attributes: attributesOf(attributes ?? {}), droppedAttributesCount: 0 })),
    droppedLinksCount: span.droppedLinksCount,
    status: { code: span.status.code, message: span.status.message },
  };
};

/** An export request of the OpenTelemetry protocol as JSON. All spans are of one process, so there is one resource and one scope. */
export const otlpJson = (spans: readonly ReadableSpan[]): string => {
  const [first] = spans;
  if (!first) return '{"resourceSpans":[]}';
  const { name, version } = first.instrumentationScope;
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: attributesOf(first.resource.attributes), droppedAttributesCount: 0 }, scopeSpans: [{ scope: { name, version }, spans: spans.map(spanOf) }] }],
  });
};
