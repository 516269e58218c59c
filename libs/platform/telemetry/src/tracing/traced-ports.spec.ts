import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { CodedError, createEventCodec, event, handleCommand, type BusRecord, type Command, type DomainEvent, type EventStore, type ReceivedRecord } from '@firebreak/event-sourcing';
import { memoryEventBus, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { createLogger } from '../logger';
import { Metrics } from '../metrics';
import { watchedPorts } from '../watched-ports';
import { Tracing, type TracingOptions } from './tracing';

type Lit = DomainEvent<'Lit', { readonly n: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
const aggregate = { initialState: 0, evolve: (n: number): number => n + 1 };
const correlations = ['0af7651916cd43dd8448eb211c80319c', '1bf7651916cd43dd8448eb211c80319d', '2cf7651916cd43dd8448eb211c80319e'];

const commandOf = (correlationId: string): Command<'Light'> => ({
  type: 'Light',
  data: {},
  meta: { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId, causationId: null, origin: 'live', now: '2026-03-05T10:11:12.345Z', idempotency: null },
});
const light = (store: EventStore, stream: string, correlationId: string, events = 1): Promise<unknown> =>
  handleCommand({ store, codec, aggregate }, stream, () => Array.from({ length: events }, (_, n) => event('Lit', { n })), commandOf(correlationId), { expected: 'any' });

const open = (over: Partial<EventStore> = {}, options: Partial<TracingOptions> = {}) => {
  const exporter = new InMemorySpanExporter();
  const tracing = new Tracing({ service: 'lamps', processor: new SimpleSpanProcessor({ exporter }), ...options });
  const plain = { store: { ...memoryEventStore(), ...over }, bus: memoryEventBus(), readStore: memoryReadStore() };
  const spans = async (): Promise<readonly ReadableSpan[]> => (await tracing.flush(), exporter.getFinishedSpans());
  return { tracing, plain, ports: watchedPorts(plain, new Metrics(), tracing), spans };
};

const recordOf = (n: number, correlationId: string | null): BusRecord => ({
  topic: 'firebreak.light.v1', partition: 0, key: `light-default.${n}`, id: `2ed6657d-e927-568b-95e1-2665a8aea6a${n}`, type: 'Lit', sequence: 0, position: `${n}`, storeId: 's', hash: 'h',
  headers: correlationId === null ? {} : { ce_correlationid: correlationId }, value: '{}',
});
const traceIds = (spans: readonly ReadableSpan[]): string[] => spans.map((span) => span.spanContext().traceId);
const linked = (span: ReadableSpan | undefined): string[] => (span?.links ?? []).map(({ context }) => context.traceId);

describe('a command that nobody asked for over HTTP', () => {
  it('has the trace of its correlation, with a span for each event', async () => {
    const { ports, spans } = open();
    await light(ports.store, 'light-default.a', correlations[0]!, 2);
    const found = await spans();
    expect(found.map(({ name }) => name)).toEqual(['create Lit', 'create Lit', 'append light', 'handle Light']);
    expect(new Set(traceIds(found))).toEqual(new Set([correlations[0]]));
    expect(new Set(found.map((span) => span.spanContext().spanId)).size).toBe(4);
  });

  it('links its events to where they were made when their correlation is another trace', async () => {
    const { tracing, ports, spans } = open();
    await tracing.span('job', { parent: null }, () => light(ports.store, 'light-default.a', 'job:7'));
    const found = await spans();
    const create = found.find(({ name }) => name === 'create Lit')!;
    const append = found.find(({ name }) => name === 'append light')!;
    expect(create.spanContext().traceId).not.toBe(append.spanContext().traceId);
    expect([create.parentSpanContext, create.links.map(({ context }) => context.spanId)]).toEqual([undefined, [append.spanContext().spanId]]);
  });

  it('counts its conflicts and what it sent again, and makes events once', async () => {
    const inner = memoryEventStore();
    const outcomes = ['revision-conflict', 'append-outcome-unknown', 'append-outcome-unknown'];
    const append: EventStore['append'] = async (...sent) => {
      const code = outcomes.shift();
      if (code) throw new CodedError(code);
      return inner.append(...sent);
    };
    const { ports, spans } = open({ append });
    await light(ports.store, 'light-default.a', correlations[0]!);
    const found = await spans();
    expect(found.find(({ name }) => name === 'handle Light')?.attributes).toMatchObject({ 'firebreak.outcome': 'appended', 'firebreak.conflicts': 1, 'firebreak.repeats': 2 });
    expect(found.filter(({ name }) => name === 'create Lit')).toHaveLength(1);
    expect(found.filter(({ name }) => name === 'append light').map(({ attributes }) => attributes['error.type'])).toEqual(['revision-conflict', 'append-outcome-unknown', 'append-outcome-unknown', undefined]);
  });
});

describe('a batch of several traces', () => {
  const received = async (ports: ReturnType<typeof open>['ports'], records: readonly BusRecord[], handle: (batch: readonly ReceivedRecord[]) => Promise<void>): Promise<void> => {
    await ports.bus.publish(records);
    let done: () => void = () => undefined;
    const handled = new Promise<void>((resolve) => (done = resolve));
    const subscription = await ports.bus.subscribe({ group: 'facts', topics: ['firebreak.light.v1'] }, async (batch) => {
      try {
        await handle(batch);
      } finally {
        done();
      }
    });
    await handled;
    await subscription.stop();
  };

  it('is published with links, and each goes on in its own trace up to its document', async () => {
    const { ports, spans } = open();
    const collection = await ports.readStore.collection({ name: 'facts_v1', indexes: [] });
    const records = correlations.map((correlation, n) => recordOf(n, correlation));
    await received(ports, records, async (batch) => {
      await ports.readStore.batch(() => collection.bulk(batch.map(({ key }) => ({ op: 'insert', id: key, doc: {} }))));
    });
    const found = await spans();
    const named = (name: string): readonly ReadableSpan[] => found.filter((span) => span.name === name);
    for (const batch of ['publish events', 'process facts']) {
      expect(traceIds(named(batch))).toEqual([correlations[0]]);
      expect(linked(named(batch)[0])).toEqual(correlations.slice(1));
    }
    for (const each of ['apply Lit', 'write facts_v1']) expect(traceIds(named(each)).sort()).toEqual(correlations);
    const applied = new Map(named('apply Lit').map((span) => [span.spanContext().traceId, span.spanContext().spanId]));
    for (const write of named('write facts_v1')) expect(write.parentSpanContext?.spanId).toBe(applied.get(write.spanContext().traceId));
    expect(named('apply Lit').map((span) => linked(span))).toEqual([[correlations[0]], [correlations[0]], [correlations[0]]]);
  });

  it('carries the same headers however often it is published, those of its events', async () => {
    const { ports, plain } = open();
    await ports.bus.publish([recordOf(0, correlations[0]!)]);
    await ports.bus.publish([recordOf(0, correlations[0]!), recordOf(1, null)]);
    const headers = plain.bus.all().map((record) => record.headers);
    const traceparent = `00-${correlations[0]}-95e12665a8aea6a0-01`;
    expect(headers).toEqual([...Array.from({ length: 2 }, () => ({ ce_correlationid: correlations[0], traceparent, ce_traceparent: traceparent })), {}]);
  });

  it('shows in each trace that it was rejected', async () => {
    const { ports, spans } = open();
    let tries = 0;
    await received(ports, [recordOf(0, correlations[0]!), recordOf(1, correlations[1]!)], async () => {
      if ((tries += 1) === 1) throw new CodedError('read-store-unavailable');
    });
    const rejected = (await spans()).filter(({ status }) => status.code === 2);
    expect(rejected.map(({ name, attributes }) => `${name} ${String(attributes['error.type'])}`).sort()).toEqual(['apply Lit read-store-unavailable', 'apply Lit read-store-unavailable', 'process facts read-store-unavailable']);
  });
});

describe('sampling', () => {
  it('is the same wherever an event is seen: a share of all traces, each whole', async () => {
    const { ports, spans, plain } = open({}, { sampler: 'parentbased_traceidratio', ratio: 0.5 });
    const ids = Array.from({ length: 40 }, (_, n) => `${(n * 6_364_136_223_846 + 1_442_695_040).toString(16).padStart(16, '0')}${((n * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0')}${((n * 40_503 * 65_537) % 2 ** 32).toString(16).padStart(8, '0')}`);
    for (const [n, id] of ids.entries()) {
      await light(ports.store, `light-default.${n}`, id);
      await ports.bus.publish([recordOf(n % 10, id)]);
    }
    const perTrace = new Map<string, number>();
    for (const id of traceIds(await spans())) perTrace.set(id, (perTrace.get(id) ?? 0) + 1);
    expect(perTrace.size).toBeGreaterThan(5);
    expect(perTrace.size).toBeLessThan(35);
    expect(new Set(perTrace.values())).toEqual(new Set([4]));
    const flags = plain.bus.all().map(({ headers }) => headers['traceparent']!.slice(-2));
    expect(flags.filter((each) => each === '01')).toHaveLength(perTrace.size);
  });

  it('off leaves no span, and the headers say so', async () => {
    const { ports, spans, plain } = open({}, { sampler: 'always_off' });
    await light(ports.store, 'light-default.a', correlations[0]!);
    await ports.bus.publish([recordOf(0, correlations[0]!)]);
    expect([await spans(), plain.bus.all()[0]!.headers['traceparent']]).toEqual([[], `00-${correlations[0]}-95e12665a8aea6a0-00`]);
  });
});

describe('without traces', () => {
  it('bus and read store are themselves, and the store is only measured', () => {
    const plain = { store: memoryEventStore(), bus: memoryEventBus(), readStore: memoryReadStore() };
    const ports = watchedPorts(plain, new Metrics(), null);
    expect([ports.bus === plain.bus, ports.readStore === plain.readStore]).toEqual([true, true]);
  });
});

it('a log line says in which span it was written', async () => {
  const { tracing } = open();
  const lines: object[] = [];
  const logger = createLogger({ destination: { write: (line) => void lines.push(JSON.parse(line) as object) }, fields: () => tracing.logFields });
  logger.info('outside');
  await tracing.span('work', { parent: null }, async (span) => {
    await Promise.resolve();
    logger.info('inside');
    const { traceId, spanId } = span.spanContext();
    expect(lines[1]).toMatchObject({ msg: 'inside', trace_id: traceId, span_id: spanId });
  });
  expect(lines[0]).not.toHaveProperty('trace_id');
});
