import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { otlpJson } from './otlp-json';
import type { TracingSettings } from './tracing-settings';

type Done = Parameters<SpanExporter['export']>[1];

export interface OtlpExporterOptions extends Pick<TracingSettings, 'url' | 'headers' | 'timeoutMs'> {
  /** Told of spans that nobody took. */
  readonly onLost?: (spans: number, error: unknown) => void;
  readonly waitMs?: (attempt: number) => number;
}

/** What the protocol says may be sent again. */
const passing = new Set([429, 502, 503, 504]);
const maxAttempts = 3;

class NotTaken extends Error {
  constructor(readonly status: number) {
    super(`answered ${status}`);
  }
}

const pause = (millis: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, millis);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Posts spans as JSON. What is not taken in time is lost and counted: traces never hold up work, nor fill memory. */
export class OtlpExporter implements SpanExporter {
  private readonly pending = new Set<Promise<void>>();

  constructor(private readonly options: OtlpExporterOptions) {}

  export(spans: ReadableSpan[], done: Done): void {
    const sent = this.send(otlpJson(spans)).then(
      () => done({ code: 0 }),
      (error: unknown) => {
        this.options.onLost?.(spans.length, error);
        done({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
      },
    );
    this.pending.add(sent);
    void sent.finally(() => this.pending.delete(sent));
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.pending);
  }

  shutdown(): Promise<void> {
    return this.forceFlush();
  }

  private async send(body: string): Promise<void> {
    const { timeoutMs, waitMs = (attempt) => 250 * 2 ** attempt } = this.options;
    const signal = AbortSignal.timeout(timeoutMs);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.post(body, signal);
      } catch (error) {
        const again = !(error instanceof NotTaken) || passing.has(error.status);
        if (!again || attempt >= maxAttempts || signal.aborted) throw error;
        await pause(waitMs(attempt), signal);
      }
    }
  }

  private async post(body: string, signal: AbortSignal): Promise<void> {
    const { url, headers } = this.options;
    const answer = await fetch(url, { method: 'POST', redirect: 'error', headers: { ...headers, 'content-type': 'application/json' }, body, signal });
    await answer.body?.cancel();
    if (!answer.ok) throw new NotTaken(answer.status);
  }
}
