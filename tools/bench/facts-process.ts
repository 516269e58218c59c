import 'reflect-metadata';
import { incidentFacts } from '@firebreak/analytics';
import { decodeContract } from '@firebreak/contracts';
import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { progressMark, type BusSubscription, type Collection, type CollectionSpec, type ReadStore, type ReceivedRecord, type Write } from '@firebreak/event-sourcing';
import { mongoReadStore, openReadMongo, type OpenedMongo } from '@firebreak/read-store-mongodb';
import { partitionOf, Runtime } from '@firebreak/runtime';
import { systemClock } from '@firebreak/standalone';
import type { AnyBulkWriteOperation, Document } from 'mongodb';
import type { EngineUrls } from './bench-engines';
import { incidentTopic, processorSeconds, timed, topicSettings, type Worked } from './engine-work';
import { serving } from './worker';

const group = 'analytics';

let bus: KafkaEventBus;
let mongo: OpenedMongo;
let runtime: Runtime;
let subscription: BusSubscription;
/** What the projector has written, batch by batch. */
let written: Write<Document>[][] = [];
let handled = 0;
/** When the first batch arrived and the last one was in the facts. */
let span = { from: 0, to: 0, processor: 0 };
let told = (): void => undefined;

/** Remembers the writes, for the control to make the same. */
const remembering = (store: ReadStore): ReadStore => ({
  ...store,
  collection: async <D extends object>(spec: CollectionSpec): Promise<Collection<D>> => {
    const collection = await store.collection<D>(spec);
    if (spec.name !== incidentFacts.collection.name) return collection;
    return {
      ...collection,
      bulk: (writes) => {
        written.push(writes as unknown as Write<Document>[]);
        return collection.bulk(writes);
      },
    };
  },
});

const receive = async (batch: readonly ReceivedRecord[]): Promise<void> => {
  const before = processorSeconds();
  const { from, to } = await timed(() => runtime.handle(group, batch).then(() => batch.length));
  span = span.from === 0 ? { from, to, processor: before } : { ...span, to };
  handled += batch.filter(({ type }) => type !== progressMark).length;
  told();
};

const operationOf = (write: Write<Document>): AnyBulkWriteOperation<Document & { readonly _id: string }> =>
  write.op === 'insert'
    ? { insertOne: { document: { _id: write.id, ...write.doc } } }
    : { updateOne: { filter: { _id: write.id, ...write.where }, update: { $set: { ...write.doc } } } };

serving({
  open: async ({ urls }: { readonly urls: EngineUrls }) => {
    const store = await openEventStoreDb({ url: urls.store });
    bus = openKafkaEventBus({ brokers: urls.kafka.split(','), topics: topicSettings, partitionOf });
    mongo = await openReadMongo(urls.mongo, { database: 'bench' });
    runtime = new Runtime({ store, bus, readStore: remembering(mongoReadStore(mongo.db)), clock: systemClock });
    runtime.projectFromBus({ group, categories: incidentFacts.categories, decode: decodeContract, projections: [incidentFacts] });
    await runtime.start();
    return {};
  },
  /** Takes part in the group from now on. */
  join: async () => {
    written = [];
    handled = 0;
    span = { from: 0, to: 0, processor: 0 };
    subscription = await bus.subscribe({ group, topics: [incidentTopic] }, receive);
    return {};
  },
  /** Until so many records are in the facts; the clock starts with the first batch that arrives. */
  facts: async ({ count }: { readonly count: number }): Promise<Worked> => {
    while (handled < count) await new Promise<void>((resolve) => (told = resolve));
    return { ...span, processor: processorSeconds() - span.processor, count: written.reduce((sum, { length }) => sum + length, 0) };
  },
  leave: async () => {
    await subscription.stop();
    return {};
  },
  /** The same documents in the same batches by the driver alone; prepared before the clock starts. */
  control: async () => {
    const raw = mongo.db.collection<Document & { readonly _id: string }>('bench_control', { writeConcern: { w: 'majority', journal: true } });
    const batches = written.map((writes) => writes.map(operationOf));
    return timed(async () => {
      let matched = 0;
      for (const operations of batches) {
        const { insertedCount, matchedCount } = await raw.bulkWrite(operations, { ordered: false });
        matched += insertedCount + matchedCount;
      }
      const wanted = batches.reduce((sum, { length }) => sum + length, 0);
      if (matched !== wanted) throw new Error(`the control wrote ${matched} of ${wanted} documents`);
      return matched;
    });
  },
});
