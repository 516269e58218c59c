import { isSpanContextValid, ROOT_CONTEXT, SpanKind, trace, TraceFlags, type Attributes, type Span, type SpanContext } from '@opentelemetry/api';
import { failed, type Brought, type Carried, type Scope, type Tracing } from './tracing';

export const isSampled = (context: SpanContext): boolean => isSpanContextValid(context) && (context.traceFlags & TraceFlags.SAMPLED) !== 0;

/**
 * Events that are applied together. Each goes on in its own trace; the batch itself is a span in the trace of its first event,
 * linked to the others. Of events that nobody traces there is no span at all.
 */
export class Batch implements Carried {
  private readonly spans: Span[] = [];
  private readonly applying = new Map<string, Span>();

  constructor(
    private readonly tracing: Tracing,
    private readonly reader: string,
    private readonly attributes: Attributes,
  ) {}

  of(stream: string): Span | undefined {
    return this.applying.get(stream);
  }

  take(brought: readonly Brought[], scope: Scope | undefined): void {
    const sampled = brought.filter(({ origin }) => isSampled(origin));
    const [first, ...others] = sampled;
    if (!first) return;
    const start = { kind: SpanKind.CONSUMER, attributes: { ...this.attributes, 'messaging.batch.message_count': brought.length } };
    const whole = this.open(`process ${this.reader}`, { ...start, parent: first.origin, links: others.map(({ origin }) => origin) });
    if (scope) scope.context = trace.setSpan(ROOT_CONTEXT, whole);
    for (const each of sampled) this.applying.set(each.stream, sampled.length === 1 ? whole : this.apply(each, whole));
  }

  end(error?: unknown): void {
    for (const span of this.spans.splice(0).reverse()) {
      if (error !== undefined) failed(span, error);
      span.end();
    }
  }

  private apply({ type, origin }: Brought, whole: Span): Span {
    return this.open(`apply ${type}`, { kind: SpanKind.CONSUMER, attributes: { ...this.attributes, 'firebreak.event.type': type }, parent: origin, links: [whole.spanContext()] });
  }

  private open(...[name, start]: Parameters<Tracing['start']>): Span {
    const span = this.tracing.start(name, start);
    this.spans.push(span);
    return span;
  }
}

/** Runs work on a batch and ends its spans with it. */
export const inBatch = async <T>(tracing: Tracing, batch: Batch, work: () => Promise<T>): Promise<T> => {
  try {
    const result = await tracing.inside(null, work, { batch });
    batch.end();
    return result;
  } catch (error) {
    batch.end(error);
    throw error;
  }
};
