import { randomUUID } from 'node:crypto';
import { InMemorySpanExporter, SimpleSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace';
import { createEventCodec, event, handleCommand, topicOf, type Command, type DomainEvent, type EventStore, type ProjectedDocument, type ReceivedRecord } from '@firebreak/event-sourcing';
import { memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { partitionOf, Runtime } from '@firebreak/runtime';
import { Metrics, Tracing, watchedPorts } from '@firebreak/telemetry';

type Lit = DomainEvent<'Lit', { readonly n: number }>;
const codec = createEventCodec<Lit>({ Lit: { personal: [] } });
const aggregate = { initialState: 0, evolve: (n: number): number => n + 1 };
const now = '2026-03-05T10:11:12.345Z';

const commandOf = (correlationId: string): Command<'Light'> => ({
  type: 'Light',
  data: {},
  meta: { tenant: 'default', actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId, causationId: null, origin: 'live', now, idempotency: null },
});

/** A process of its own: it shares the broker with others, and nothing else. */
const started = (service: string, store: EventStore = memoryEventStore()) => {
  const bus = openKafkaEventBus({ brokers: [process.env.KAFKA_BROKERS!], topics: { partitions: 3, replication: 1 }, heartbeatMs: 200, partitionOf });
  const exporter = new InMemorySpanExporter();
  const tracing = new Tracing({ service, processor: new SimpleSpanProcessor({ exporter }) });
  const readStore = memoryReadStore();
  const ports = watchedPorts({ store, bus, readStore }, new Metrics(), tracing);
  const runtime = new Runtime({ ...ports, clock: { now: () => now } });
  const spans = async (traceId: string): Promise<readonly ReadableSpan[]> => {
    await tracing.flush();
    return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
  };
  return { bus, ports, runtime, spans, readStore };
};

const decode = (record: ReceivedRecord) => ({
  id: record.id, stream: record.key, tenant: 'default', revision: record.sequence, position: record.position, hash: record.hash,
  type: 'Lit', data: {}, actor: 'a', origin: 'live' as const, occurredAt: now, recordedAt: now,
});

const recordsOn = async (bus: KafkaEventBus, category: string): Promise<readonly ReceivedRecord[]> => bus.readLog({ topics: [topicOf(category)], after: null, limit: 100 });

describe('traces over real Kafka', () => {
  it('go on in the process that receives, from the headers of the record alone', async () => {
    const category = `light_${randomUUID().slice(0, 8)}`;
    const [sender, receiver] = [started('sender'), started('receiver')];
    sender.runtime.publish(category, (stored) => {
      const { correlationId } = JSON.parse(stored.metadata) as { readonly correlationId: string };
      return { type: 'firebreak.Lit.v1', value: stored.data, headers: { ce_correlationid: correlationId } };
    });
    const group = `facts-${randomUUID()}`;
    receiver.runtime.projectFromBus({
      group, categories: [category], decode,
      projections: [{ name: 'facts', categories: [category], collection: { name: 'facts_v1', indexes: [] }, evolve: (_doc: ProjectedDocument | null, { revision }) => ({ rev: revision }) }],
    });
    await Promise.all([sender.runtime.start(), receiver.runtime.start()]);
    const subscription = await receiver.ports.bus.subscribe({ group, topics: [topicOf(category)] }, (batch) => receiver.runtime.handle(group, batch));

    const traces = Array.from({ length: 5 }, () => randomUUID().replaceAll('-', ''));
    for (const [n, trace] of traces.entries()) {
      const made = (): Lit[] => [event('Lit', { n })];
      await handleCommand({ store: sender.ports.store, codec, aggregate }, `${category}-default.${n}`, made, commandOf(trace), { expected: 'any' });
    }
    await sender.runtime.whenCaughtUp();
    await receiver.runtime.whenCaughtUp();

    const records = await recordsOn(sender.bus, category);
    expect(records).toHaveLength(traces.length);
    for (const trace of traces) {
      const sent = await sender.spans(trace);
      const create = sent.find(({ name }) => name === 'create Lit')!.spanContext();
      expect(sent.map(({ name }) => name)).toEqual(expect.arrayContaining(['handle Light', `append ${category}`]));
      const header = `00-${trace}-${create.spanId}-01`;
      expect(records.map(({ headers }) => headers['traceparent'])).toContain(header);
      expect(records.map(({ headers }) => headers['ce_traceparent'])).toContain(header);

      const received = await receiver.spans(trace);
      const applied = received.find(({ parentSpanContext }) => parentSpanContext?.spanId === create.spanId)!;
      expect(applied.parentSpanContext).toMatchObject({ traceId: trace, isRemote: true });
      expect(received.filter(({ name }) => name === 'write facts_v1')).toHaveLength(1);
    }
    await subscription.stop();
    await Promise.all([sender.runtime.drain(), receiver.runtime.drain()]);
    await Promise.all([sender.bus.close(), receiver.bus.close()]);
  }, 60_000);
});
