import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { Tracing, type SpanContext } from '@firebreak/telemetry';
import { edgeApp, posting, ticketBody, type EdgeApp } from './testing/edge-app';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';

let edge: EdgeApp;
let exporter: InMemorySpanExporter;
let tracing: Tracing;
beforeEach(async () => {
  exporter = new InMemorySpanExporter();
  tracing = new Tracing({ service: 'edge', processor: new SimpleSpanProcessor({ exporter }) });
  edge = await edgeApp({ tracing });
});
afterEach(() => edge.app.close());

const spans = async (): Promise<readonly ReadableSpan[]> => {
  await tracing.flush();
  return exporter.getFinishedSpans();
};
const only = async (): Promise<ReadableSpan> => {
  const found = await spans();
  expect(found).toHaveLength(1);
  return found[0]!;
};
const ids = ({ traceId, spanId }: SpanContext): string[] => [traceId, spanId];

describe('a request that is traced', () => {
  it('is a span under its template, with nothing of who asks for what', async () => {
    const answer = await edge.send({ url: '/v1/tickets/10000000-0000-4000-8000-000000000000?q=secret' });
    const span = await only();
    expect([span.name, span.kind, span.attributes]).toEqual([
      'GET /v1/tickets/:id', 1, { 'http.request.method': 'GET', 'http.route': '/v1/tickets/:id', 'http.response.status_code': answer.statusCode },
    ]);
    expect(JSON.stringify([span.attributes, span.name, span.links, span.events])).not.toMatch(/secret|10000000|u-service-desk/);
  });

  it('goes on in the trace that came along', async () => {
    const answer = await edge.send({ url: '/v1/tickets', headers: { traceparent: `00-${trace}-${parent}-01` } });
    const span = await only();
    expect([span.spanContext().traceId, span.parentSpanContext?.spanId]).toEqual([trace, parent]);
    expect(answer.headers['x-correlation-id']).toBe(trace);
  });

  it('is none where the trace that came along is not sampled', async () => {
    await edge.send({ url: '/v1/tickets', headers: { traceparent: `00-${trace}-${parent}-00` } });
    expect(await spans()).toEqual([]);
  });

  it('has a trace that follows from its correlation where none came along', async () => {
    const answer = await edge.send({ url: '/v1/tickets' });
    expect((await only()).spanContext().traceId).toBe(String(answer.headers['x-correlation-id']).replaceAll('-', ''));
  });

  it.each([['garbage'], [`00-${'0'.repeat(32)}-${parent}-01`], [`00-${trace}-${parent}-01-more`], [`ff-${trace}-${parent}-01`]])('does not believe the traceparent %s', async (traceparent) => {
    await edge.send({ url: '/v1/tickets', headers: { traceparent } });
    expect((await only()).parentSpanContext).toBeUndefined();
  });

  it('is a span by its method alone where there is no such route, and an error where we are', async () => {
    await edge.send({ url: '/v1/u-service-desk' });
    const full = await edgeApp({ tracing, maxInFlight: 0 });
    await full.send({ url: '/v1/tickets' });
    await full.app.close();
    expect((await spans()).map(({ name, status, attributes }) => [name, status.code, attributes['http.response.status_code']])).toEqual([['GET', 0, 404], ['GET /v1/tickets', 2, 503]]);
  });

  it('is nothing for probes and for whoever reads the metrics', async () => {
    for (const url of ['/health/live', '/health/ready', '/metrics']) await edge.send({ url });
    expect(await spans()).toEqual([]);
  });

  it('is around what is done after its body was read', async () => {
    let seen: SpanContext | null = null;
    const handling = edge.store.append.bind(edge.store);
    edge.store.append = (...sent) => {
      seen = tracing.current;
      return handling(...sent);
    };
    const answer = await edge.send(posting('/v1/tickets', ticketBody));
    expect(answer.statusCode).toBe(201);
    expect(ids(seen!)).toEqual(ids((await only()).spanContext()));
  });
});
