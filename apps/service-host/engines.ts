import { openKafkaEventBus, type KafkaEventBus } from '@firebreak/event-bus-kafka';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import type { ReadStore } from '@firebreak/event-sourcing';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { partitionOf } from '@firebreak/runtime';
import type { Configuration } from './configuration';

export interface Engines {
  readonly store: EventStoreDb;
  readonly bus: KafkaEventBus;
  readonly readStore: ReadStore;
  close(): Promise<void>;
}

type Sasl = NonNullable<Parameters<typeof openKafkaEventBus>[0]['sasl']>;

const saslOf = ({ kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPassword: password }: Configuration): Sasl | undefined =>
  mechanism && ({ mechanism, username: username ?? '', password: password ?? '' } as Sasl);

/** @throws CodedError `store-unavailable`, `read-store-unavailable`, `unsafe-write-concern`, `insecure-credentials` */
export const openEngines = async (configuration: Configuration, service: string): Promise<Engines> => {
  const { eventstoredbUrl, kafkaBrokers, kafkaSsl, kafkaPartitions, kafkaReplication, mongodbUrl, mongodbDatabase } = configuration;
  const sasl = saslOf(configuration);
  const mongo = await openReadMongo(mongodbUrl, { database: mongodbDatabase });
  const store = await openEventStoreDb({ url: eventstoredbUrl }).catch(async (error: unknown) => {
    await mongo.close();
    throw error;
  });
  const bus = openKafkaEventBus({
    brokers: kafkaBrokers.split(','),
    clientId: service,
    ssl: kafkaSsl,
    ...(sasl ? { sasl } : {}),
    topics: { partitions: kafkaPartitions, replication: kafkaReplication },
    partitionOf,
    records: { storeId: store.storeId },
  });
  return {
    store,
    bus,
    // A service has read models of its own, whatever another calls its.
    readStore: mongoReadStore(mongo.db, { prefix: `${service.replace(/-service$/, '')}_` }),
    close: async () => {
      await bus.close();
      await store.close();
      await mongo.close();
    },
  };
};
