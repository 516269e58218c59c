export { startTracing, type StartTracingOptions } from './start-tracing';
export { tracingSettings, type TracingSettings } from './tracing-settings';
export { failed, SpanKind, Tracing, type Span, type SpanContext, type TracingOptions } from './tracing';
export { parseTraceparent, traceOf } from './trace-context';
export { tracedBus } from './traced-bus';
export { tracedReadStore } from './traced-read-store';
export { tracedStore } from './traced-store';
