import 'reflect-metadata';
import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import { Relay } from '@firebreak/event-sourcing';
import { publishIncidentEvent } from '@firebreak/incident';
import { nextTurn, partitionOf } from '@firebreak/runtime';
import { Kafka, logLevel, type Consumer, type Producer } from 'kafkajs';
import { setTimeout as after } from 'node:timers/promises';
import type { EngineUrls } from './bench-engines';
import { incidentTopic, timed, topicSettings } from './engine-work';
import { busySpan } from './history';
import { Recorder, type ToRecord } from './recorder';
import { timeline } from './timeline';
import { serving } from './worker';

const rawTopic = 'bench-raw';
/** Records of one batch: a page of the relay. */
const batch = 500;

type Message = { readonly partition: number; readonly key: Buffer | null; readonly value: Buffer | null; readonly headers: Record<string, Buffer> };

let store: EventStoreDb;
let bus: KafkaEventBus;
let relay: Relay;
let recorder: Recorder;
let events: Iterator<ToRecord>;
let producer: Producer;
let consumer: Consumer;
const read: Message[] = [];
let told = (): void => undefined;
let running: Promise<void> = Promise.resolve();
let stopping = new AbortController();

const readBack = async (kafka: Kafka): Promise<void> => {
  consumer = kafka.consumer({ groupId: 'bench-read-back', maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [incidentTopic], fromBeginning: true });
  const joined = new Promise<void>((resolve) => void consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
  await consumer.run({
    autoCommit: false,
    eachBatch: ({ batch: { partition, messages } }) => {
      for (const { key, value, headers = {} } of messages) read.push({ partition, key, value, headers: headers as Record<string, Buffer> });
      told();
      return Promise.resolve();
    },
  });
  await joined;
  consumer.pause([{ topic: incidentTopic }]);
};

/** A topic that was just made has its leaders a moment later. */
const thereIs = async (topic: string): Promise<void> => {
  for (let left = 100; ; left -= 1) {
    try {
      return void (await bus.partitions(topic));
    } catch (error) {
      if (left === 0) throw error;
      await after(100);
    }
  }
};

const steps = function* (incidents: number): Generator<ToRecord> {
  for (const { stream, type, data, recordedAt } of timeline(busySpan(incidents))) yield { stream, type, data, at: recordedAt };
};

/** Until nothing is left to publish. */
const relayAll = async (open: Relay): Promise<number> => {
  let published = 0;
  for (let passed = 1; passed > 0; ) published += passed = await open.step();
  return published;
};

serving({
  open: async ({ urls, incidents }: { readonly urls: EngineUrls; readonly incidents: number }) => {
    store = await openEventStoreDb({ url: urls.store });
    bus = openKafkaEventBus({ brokers: urls.kafka.split(','), topics: topicSettings, partitionOf });
    for (const topic of [incidentTopic, rawTopic]) await thereIs(topic);
    recorder = new Recorder(store);
    events = steps(incidents);
    relay = new Relay({ store, bus, categories: ['incident'], partitionOf, toContract: publishIncidentEvent, turn: nextTurn });
    const kafka = new Kafka({ brokers: urls.kafka.split(','), logLevel: logLevel.NOTHING });
    producer = kafka.producer({ allowAutoTopicCreation: false, maxInFlightRequests: 1 });
    await producer.connect();
    await readBack(kafka);
    return {};
  },
  /** Puts so many events into the store. */
  fill: async ({ count }: { readonly count: number }) => {
    const some: ToRecord[] = [];
    while (some.length < count) {
      const next = events.next();
      if (next.done) throw new Error('the made-up history is at its end');
      some.push(next.value);
    }
    await recorder.appendAll(some);
    return {};
  },
  relay: () => timed(() => relayAll(relay)),
  /** The records that the relay has just published, as they lie on the topic, once more to another topic. */
  produce: async ({ count }: { readonly count: number }) => {
    consumer.resume([{ topic: incidentTopic }]);
    while (read.length < count) await new Promise<void>((resolve) => (told = resolve));
    consumer.pause([{ topic: incidentTopic }]);
    const messages = read.splice(0);
    return timed(async () => {
      for (let at = 0; at < messages.length; at += batch) await producer.sendBatch({ acks: -1, topicMessages: [{ topic: rawTopic, messages: messages.slice(at, at + batch) }] });
      return messages.length;
    });
  },
  /** Publishes what comes, as it comes, until told to stop. */
  follow: () => {
    stopping = new AbortController();
    const { signal } = stopping;
    const loop = async (): Promise<void> => {
      while (!signal.aborted) if ((await relay.step()) === 0) await store.waitForMore(relay.position, signal);
    };
    running = loop();
    return Promise.resolve({});
  },
  rest: async () => {
    stopping.abort();
    await running;
    return {};
  },
});
