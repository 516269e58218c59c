import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchSpanProcessor, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { createLogger } from '../logger';
import { Metrics } from '../metrics';
import { OtlpExporter } from './otlp-exporter';
import { startTracing } from './start-tracing';
import { SpanKind, Tracing } from './tracing';
import { tracingSettings } from './tracing-settings';

interface Posted {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly resourceSpans: readonly { readonly resource: unknown; readonly scopeSpans: readonly { readonly scope: unknown; readonly spans: readonly Record<string, unknown>[] }[] }[] };
}

let server: Server;
let url: string;
let posted: Posted[];
let answers: number[];
beforeEach(async () => {
  [posted, answers] = [[], []];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      posted.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(Buffer.concat(parts).toString('utf8')) as Posted['body'] });
      response.writeHead(answers.shift() ?? 200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const spansIn = ({ body }: Posted): readonly Record<string, unknown>[] => body.resourceSpans[0]!.scopeSpans[0]!.spans;

describe('the exporter', () => {
  it('posts spans as the protocol has them in JSON', async () => {
    const exporter = new OtlpExporter({ url: `${url}/v1/traces`, headers: { 'api-key': 'k' }, timeoutMs: 5_000 });
    const tracing = new Tracing({ service: 'desk', version: '1.2.3', resource: { zone: 'a' }, processor: new SimpleSpanProcessor({ exporter }) });
    const other = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1, isRemote: true };
    const attributes = { text: 'ä', whole: 7, part: 0.5, yes: true, list: ['a', 'b'] };
    const span = tracing.start('work', { kind: SpanKind.PRODUCER, attributes, parent: other, links: [{ ...other, isRemote: false }], startTime: 1_700_000_000_123 });
    span.end(1_700_000_000_456);
    await tracing.stop();
    expect(posted).toHaveLength(1);
    expect(posted[0]).toMatchObject({ url: '/v1/traces', headers: { 'content-type': 'application/json', 'api-key': 'k' } });
    expect(posted[0]!.body.resourceSpans[0]).toMatchObject({
      resource: { attributes: [
        { key: 'service.name', value: { stringValue: 'desk' } }, { key: 'service.version', value: { stringValue: '1.2.3' } }, { key: 'zone', value: { stringValue: 'a' } },
      ] },
      scopeSpans: [{ scope: { name: 'firebreak', version: '1.2.3' } }],
    });
    expect(spansIn(posted[0]!)).toEqual([{
      traceId: other.traceId, spanId: span.spanContext().spanId, parentSpanId: other.spanId, flags: 0x301, name: 'work', kind: 4,
      startTimeUnixNano: '1700000000123000000', endTimeUnixNano: '1700000000456000000',
      attributes: [
        { key: 'text', value: { stringValue: 'ä' } }, { key: 'whole', value: { intValue: '7' } }, { key: 'part', value: { doubleValue: 0.5 } }, { key: 'yes', value: { boolValue: true } },
        { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
      ],
      droppedAttributesCount: 0, events: [], droppedEventsCount: 0,
      links: [{ traceId: other.traceId, spanId: other.spanId, flags: 0x101, attributes: [], droppedAttributesCount: 0 }],
      droppedLinksCount: 0, status: { code: 0 },
    }]);
  });

  it.each([
    ['sends again what may be sent again', [503, 429, 200], 3, 0],
    ['gives up after three', [503, 503, 503], 3, 1],
    ['does not send again what is refused', [400], 1, 1],
  ])('%s', async (_, wanted, times, lost) => {
    answers = [...wanted];
    const gone: number[] = [];
    const exporter = new OtlpExporter({ url, headers: {}, timeoutMs: 5_000, waitMs: () => 1, onLost: (spans) => void gone.push(spans) });
    const tracing = new Tracing({ service: 'desk', processor: new BatchSpanProcessor({ exporter }) });
    tracing.start('a').end();
    tracing.start('b').end();
    await tracing.stop();
    expect([posted.length, gone]).toEqual([times, lost === 0 ? [] : [2]]);
    expect(spansIn(posted.at(-1)!).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('counts what a collector that is away does not take, says so once, and holds nothing up', async () => {
    server.close();
    const [metrics, lines] = [new Metrics(), [] as string[]];
    const logger = createLogger({ destination: { write: (line) => void lines.push(line) } });
    const { settings } = tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_TIMEOUT: '50' });
    const tracing = startTracing(settings, { service: 'desk', metrics, logger })!;
    for (let n = 0; n < 2; n += 1) {
      tracing.start('work').end();
      await tracing.flush().catch(() => undefined);
    }
    await tracing.stop();
    expect(await metrics.text()).toContain('firebreak_trace_spans_lost_total 2');
    expect(lines).toHaveLength(1);
  });

  it('is none without settings', () => expect(startTracing(null, { service: 'desk', metrics: new Metrics() })).toBeNull());
});
