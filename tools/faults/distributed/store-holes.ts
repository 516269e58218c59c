import { openKafkaEventBus } from '@firebreak/event-bus-kafka';
import { BusProjectionRunner, busSource, Parking, Projector, topicOf, type ProjectedDocument, type ReceivedRecord, type ProjectedEvent } from '@firebreak/event-sourcing';
import { fixedClock, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { setTimeout as pause } from 'node:timers/promises';
import { counters, type CounterDocument } from '../../engines/eventstoredb-fake/counters';
import { countUp } from './counted';
import { tell } from './fake-faults';
import { judgeTopic } from './judge-topic';
import { startRelay } from './relay-child';
import { withRelayEngines, type RelayEngines } from './relay-engines';
import type { Outcome, Run, Scenario } from './scenario';
import { storedEvents, type Stored } from './stored-events';
import { rawTopic } from './topic';

const writers = 16;
const valuesEach = 20;

const decode = ({ id, key, sequence, position, hash, type, value }: ReceivedRecord): ProjectedEvent => ({
  id, stream: key, tenant: 'default', revision: sequence, position, hash, type, data: JSON.parse(value!) as Record<string, unknown>, actor: 'ada', origin: 'live',
  occurredAt: '2026-03-02T08:00:00.000Z', recordedAt: '2026-03-02T08:00:00.000Z',
});

/** What a read model that follows the topic has of each stream in the end. @returns streams that are not as stored */
const readModel = async (brokers: string, rows: readonly Stored[]): Promise<{ readonly wrong: readonly string[]; readonly healed: number; readonly parked: number }> => {
  const readStore = memoryReadStore();
  const bus = openKafkaEventBus({ brokers: [brokers], heartbeatMs: 200 });
  const parking = await Parking.open(readStore, fixedClock());
  const projector = await Projector.open(counters, readStore, busSource(bus, decode), parking);
  const runner = new BusProjectionRunner({ group: 'holes', bus, categories: ['counter'], decode, projectors: [projector as unknown as Projector<ProjectedDocument>] });
  const subscription = await runner.start();
  while ((await bus.lag('holes', [topicOf('counter')])) > 0) await pause(100);
  await subscription.stop();
  await bus.close();
  const expected = new Map<string, unknown[]>();
  for (const { stream, data } of rows) expected.set(stream, [...(expected.get(stream) ?? []), data['value']]);
  const documents = await (await readStore.collection<CounterDocument>(counters.collection)).getMany([...expected.keys()]);
  const wrong = [...expected].filter(([stream, values]) => JSON.stringify(documents.get(stream)?.values) !== JSON.stringify(values)).map(([stream]) => stream);
  return { wrong, healed: projector.stats.healed, parked: await parking.count() };
};

const campaign = async ({ kafka, server, store }: RelayEngines, { seed, size, deadline }: Run): Promise<Outcome> => {
  const relay = startRelay({ store: server.url, brokers: kafka.url, category: 'counter', partitions: 3, pageSize: 30, checkpoint: null });
  relay.order({ death: 'none', afterRecords: 0 });
  const streams = Array.from({ length: Math.ceil(size.events / valuesEach) }, (_, index) => `counter-default.${seed}-${index}`);
  await tell(server.control, { holeEvery: Math.max(2, Math.floor(size.events / size.faults)) });
  const caughtUp = async (): Promise<void> => {
    const head = (await store.head())!;
    await relay.until(() => relay.state.idle !== null && relay.state.idle >= head);
  };
  const timer = setTimeout(() => relay.signal('SIGKILL'), deadline - Date.now());
  const first = await countUp(store, { streams, writers, values: valuesEach });
  // Whoever came later would find nothing left out.
  await caughtUp();
  await tell(server.control, { holeEvery: 0 });
  // A hole at the end of a stream shows with the next event of that stream.
  const last = await countUp(store, { streams, writers, values: 1, from: valuesEach });
  await caughtUp();
  clearTimeout(timer);
  const { holes } = relay.state;
  relay.signal('SIGKILL');
  await relay.ended;
  const rows = await storedEvents(server.url, ['counter']);
  const records = await rawTopic(kafka.url, topicOf('counter'));
  const there = new Set(records.map(({ id }) => id));
  const byTheRule = judgeTopic(rows, records);
  const model = await readModel(kafka.url, rows);
  const acknowledged = first.acknowledged.length + last.acknowledged.length;
  return {
    faults: { 'events left out of the log and found': holes },
    events: rows.length,
    acknowledged,
    lost: rows.filter(({ id }) => !there.has(id)).map(({ stream, revision }) => `on the topic: ${stream}@${revision}`),
    doubled: byTheRule.doubled,
    broken: [
      ...(acknowledged === rows.length ? [] : [`${rows.length} events for ${acknowledged} commands`]),
      ...(holes >= size.faults * 0.8 ? [] : [`only ${holes} of ${size.faults} holes`]),
      ...(model.parked === 0 ? [] : [`${model.parked} streams parked`]),
    ],
    figuresWrong: model.wrong,
    note: `a read model healed ${model.healed} gaps from the topic, by key`,
    controls: [{ what: 'a reader that looks nothing up by key', caught: byTheRule.lost.length > 0, found: `${byTheRule.lost.length} events missed` }],
    engines: [kafka.what, server.what],
  };
};

export const storeHoles: Scenario = {
  name: 'store-holes',
  title: 'Event store whose log leaves out events that their streams have: the relay finds them, a read model has all of them',
  full: { events: 6_000, faults: 1_000 },
  short: { events: 600, faults: 60 },
  run: (run) => withRelayEngines(run.dir, (engines) => campaign(engines, run)),
};
