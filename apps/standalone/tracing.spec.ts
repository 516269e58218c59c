import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { fixedClock } from '@firebreak/event-sourcing-testing';
import { createLogger, Tracing } from '@firebreak/telemetry';
import { sendAs, type Send } from './in-process-client';
import { localOperator, startStandalone, type Standalone } from './start-standalone';

const trace = '0af7651916cd43dd8448eb211c80319c';
const parent = 'b7ad6b7169203331';
const sampled = { traceparent: `00-${trace}-${parent}-01` };
const incident = { title: 'Mail is down', source: 'desk', channel: 'phone', caller: 'person-1' };

let folder: string;
let standalone: Standalone;
let exporter: InMemorySpanExporter;
let tracing: Tracing;
let send: Send;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'firebreak-tracing-'));
  exporter = new InMemorySpanExporter();
  tracing = new Tracing({ service: 'standalone', processor: new SimpleSpanProcessor({ exporter }) });
  standalone = await startStandalone({ dir: folder, clock: fixedClock(), logger: createLogger({ level: 'silent' }), http: { docs: false }, tracing: () => tracing });
  send = await sendAs(standalone, localOperator);
});
afterEach(async () => {
  await standalone.stop();
  rmSync(folder, { recursive: true, force: true });
});

const spansOf = async (traceId: string): Promise<readonly ReadableSpan[]> => {
  await standalone.runtime.whenCaughtUp();
  await tracing.flush();
  return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
};

/** `child < parent`, the parent's id where it is of somebody else. */
const tree = (spans: readonly ReadableSpan[]): string[] => {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans.map(({ name, parentSpanContext }) => `${name} < ${names.get(parentSpanContext?.spanId ?? '') ?? parentSpanContext?.spanId ?? 'nobody'}`);
};

const whole = [
  'append incident < handle LogIncident',
  'create IncidentLogged < append incident',
  'handle LogIncident < POST /v1/incidents',
  'process analytics < create IncidentLogged',
  'process store events < create IncidentLogged',
  'publish events < create IncidentLogged',
  'write incident_due_v1 < process store events',
  'write incident_facts_v1 < process analytics',
  'write incident_list_v2 < process store events',
];

describe('one request', () => {
  it('is one trace from its caller to every read model', async () => {
    expect((await send('POST', '/v1/incidents', incident, sampled)).status).toBe(201);
    const spans = await spansOf(trace);
    expect(tree(spans)).toEqual(expect.arrayContaining([...whole, `POST /v1/incidents < ${parent}`]));
    expect(tree(spans).filter((line) => line.endsWith('nobody'))).toEqual([]);
    expect(exporter.getFinishedSpans()).toHaveLength(spans.length);
    expect(spans.filter(({ status }) => status.code !== 0)).toEqual([]);
  });

  it('is one trace without a caller that traces, told from its correlation alone', async () => {
    const { headers } = await send('POST', '/v1/incidents', incident);
    const spans = await spansOf(String(headers['x-correlation-id']).replaceAll('-', ''));
    expect(tree(spans)).toEqual(expect.arrayContaining([...whole, 'POST /v1/incidents < nobody']));
  });

  it('leaves nothing of it in what is recorded, and nothing of who or what in the trace', async () => {
    await send('POST', '/v1/incidents', incident, sampled);
    const [event] = await standalone.store.readAll({ after: null, limit: 1, categories: ['incident'] });
    const { correlationId, causationId } = JSON.parse(event!.metadata) as Record<string, unknown>;
    expect([correlationId, causationId]).toEqual([trace, null]);
    expect(event!.metadata).not.toContain(parent);
    const told = JSON.stringify((await spansOf(trace)).map(({ name, attributes, events, resource }) => [name, attributes, events, resource.attributes]));
    expect(told).toContain('IncidentLogged');
    for (const secret of [incident.title, incident.caller, localOperator.id, event!.stream, event!.stream.split('.')[1]!]) expect(told).not.toContain(secret);
  });

  it('that its caller does not trace is not traced up to its events', async () => {
    await send('POST', '/v1/incidents', incident, { traceparent: `00-${trace}-${parent}-00` });
    const names = (await spansOf(trace)).map(({ name }) => name);
    expect(names.filter((name) => /^(POST|handle|append|create)/.test(name))).toEqual([]);
  });

  it('that is refused says why by its code', async () => {
    const { body } = await send('POST', '/v1/incidents', incident, sampled);
    const reopened = await send('POST', `/v1/incidents/${(body as { id: string }).id}/reopen`, { reason: 'again', impact: 'never-restored' }, { ...sampled, 'if-match': '*' });
    expect(reopened.status).toBe(409);
    const handled = (await spansOf(trace)).filter(({ status }) => status.code === 2).map(({ name, attributes }) => `${name} ${String(attributes['error.type'])}`);
    expect(handled).toEqual([expect.stringMatching(/^handle ReopenIncident [a-z-]+$/)]);
  });
});
