import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, TraceFlags, trace, type Attributes, type Context, type Link, type Span, type SpanContext, type Tracer } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type IdGenerator,
  type Sampler,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import { errorCode } from '@firebreak/event-sourcing';
import { spanOf, traceOf } from './trace-context';
import type { SamplerName } from './tracing-settings';

export { SpanKind, type Span, type SpanContext } from '@opentelemetry/api';

export interface TracingOptions {
  readonly service: string;
  readonly version?: string;
  readonly sampler?: SamplerName;
  readonly ratio?: number;
  readonly resource?: Readonly<Record<string, string>>;
  readonly processor: SpanProcessor;
}

export interface SpanStart {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: readonly SpanContext[];
  /** The span around where nothing is said; null starts a trace. */
  readonly parent?: SpanContext | null;
  readonly startTime?: number;
  /** Ids that others can tell without being told. */
  readonly traceId?: string;
  readonly spanId?: string;
}

/** An event that a batch brings, and the span in which it was made. */
export interface Brought {
  readonly stream: string;
  readonly type: string;
  readonly origin: SpanContext;
}

/** Events that are applied together. */
export interface Carried {
  /** The span in which the last event of a stream is applied. */
  of(stream: string): Span | undefined;
  /** @param scope is put inside of the batch's span */
  take(brought: readonly Brought[], scope: Scope | undefined): void;
}

/** What one piece of work on its way through the process carries along. */
export interface Scope {
  context: Context;
  readonly batch: Carried | null;
  readonly command: { conflicts: number; repeats: number } | null;
}

/** Random ids, but for a span whose ids are told. */
class Ids implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  told: Pick<SpanStart, 'traceId' | 'spanId'> = {};
  readonly generateTraceId = (): string => this.told.traceId ?? this.random.generateTraceId();
  readonly generateSpanId = (): string => this.told.spanId ?? this.random.generateSpanId();
}

const samplerOf = (name: SamplerName, ratio: number): Sampler => {
  const root = name.endsWith('always_off') ? new AlwaysOffSampler() : name.endsWith('always_on') ? new AlwaysOnSampler() : new TraceIdRatioBasedSampler(ratio);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
};

const maxLinks = 128;

/** Spans of one process, and the one that each piece of work is in. No global is set: apps in one process do not meet. */
export class Tracing {
  private readonly scopes = new AsyncLocalStorage<Scope>();
  private readonly ids = new Ids();
  private readonly sampler: Sampler;
  private readonly provider: TracerProvider;
  private readonly tracer: Tracer;

  constructor({ service, version = '0', sampler = 'parentbased_always_on', ratio = 1, resource = {}, processor }: TracingOptions) {
    this.sampler = samplerOf(sampler, ratio);
    this.provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': service, 'service.version': version, ...resource }),
      sampler: this.sampler,
      idGenerator: this.ids,
      spanProcessors: [processor],
    });
    this.tracer = this.provider.getTracer('firebreak', version);
  }

  get scope(): Scope | undefined {
    return this.scopes.getStore();
  }

  /** The span that this piece of work is in. */
  get current(): SpanContext | null {
    const scope = this.scope;
    return (scope && trace.getSpanContext(scope.context)) ?? null;
  }

  /** What ties a log line to the span that it was written in. */
  get logFields(): { readonly trace_id?: string; readonly span_id?: string } {
    const current = this.current;
    return current ? { trace_id: current.traceId, span_id: current.spanId } : {};
  }

  /** The span in which an event was made, as anybody can tell who has the event; sampled as this process would sample its trace. */
  origin(correlationId: string, eventId: string): SpanContext {
    const traceId = traceOf(correlationId);
    const { decision } = this.sampler.shouldSample(ROOT_CONTEXT, traceId, 'create', SpanKind.PRODUCER, {}, []);
    return { traceId, spanId: spanOf(eventId), traceFlags: decision === SamplingDecision.RECORD_AND_SAMPLED ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true };
  }

  start(name: string, { kind = SpanKind.INTERNAL, attributes = {}, links = [], parent = this.current, startTime, traceId, spanId }: SpanStart = {}): Span {
    const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
    this.ids.told = { ...(traceId === undefined ? {} : { traceId }), ...(spanId === undefined ? {} : { spanId }) };
    try {
      const linked: Link[] = links.slice(0, maxLinks).map((each) => ({ context: each }));
      return this.tracer.startSpan(name, { kind, attributes, links: linked, ...(startTime === undefined ? {} : { startTime }) }, context);
    } finally {
      this.ids.told = {};
    }
  }

  /** Runs work inside of a span, and whatever else it carries. */
  inside<T>(span: Span | null, work: () => T, more: Partial<Pick<Scope, 'batch' | 'command'>> = {}): T {
    const around = this.scope;
    const context = span ? trace.setSpan(ROOT_CONTEXT, span) : (around?.context ?? ROOT_CONTEXT);
    return this.scopes.run({ batch: around?.batch ?? null, command: around?.command ?? null, ...more, context }, work);
  }

  /** A span around work that ends with it. */
  async span<T>(name: string, start: SpanStart, work: (span: Span) => Promise<T>, more: Partial<Pick<Scope, 'command'>> = {}): Promise<T> {
    const span = this.start(name, start);
    try {
      return await this.inside(span, () => work(span), more);
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  }

  flush(): Promise<void> {
    return this.provider.forceFlush();
  }

  /** Sends what is left, for no longer than this. */
  async stop(withinMs = 2_000): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, withinMs)));
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
    clearTimeout(timer);
  }
}

/** Marks a span by the code of what went wrong, never by its text: that may name somebody. */
export const failed = (span: Span, error: unknown): void => {
  const type = errorCode(error) ?? (error instanceof Error ? error.name : 'error');
  span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
};
