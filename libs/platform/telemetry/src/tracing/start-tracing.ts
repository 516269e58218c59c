import { randomUUID } from 'node:crypto';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Logger } from '../logger';
import type { Metrics } from '../metrics';
import { OtlpExporter } from './otlp-exporter';
import { Tracing } from './tracing';
import type { TracingSettings } from './tracing-settings';

export interface StartTracingOptions {
  readonly service: string;
  readonly version?: string;
  readonly metrics: Metrics;
  readonly logger?: Logger;
}

/** Traces as the settings say; null where there are none. Spans that the collector does not take are counted and given up. */
export const startTracing = (settings: TracingSettings | null, { service, version, metrics, logger }: StartTracingOptions): Tracing | null => {
  if (settings === null) return null;
  const lost = metrics.counter('firebreak_trace_spans_lost_total', 'Spans that the collector of traces did not take.');
  let told = false;
  const onLost = (spans: number, error: unknown): void => {
    lost.inc(spans);
    if (!told) logger?.warn({ err: error }, 'the collector of traces does not take spans; counted from here on');
    told = true;
  };
  const exporter = new OtlpExporter({ ...settings, onLost });
  const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: settings.timeoutMs });
  return new Tracing({ service, ...(version === undefined ? {} : { version }), sampler: settings.sampler, ratio: settings.ratio, resource: { 'service.instance.id': randomUUID(), ...settings.resource }, processor });
};
