import { eventBusContract, type OpenedEventBus } from '@firebreak/event-sourcing-testing';
import { openKafkaEventBus } from './kafka-event-bus';

const open = (partitions: number): OpenedEventBus => {
  const bus = openKafkaEventBus({ brokers: [process.env.KAFKA_BROKERS!], topics: { partitions, replication: 1 }, heartbeatMs: 200 });
  return {
    bus,
    close: () => bus.close(),
    reopen: async () => {
      await bus.close();
      return open(partitions);
    },
  };
};

eventBusContract('kafka with one partition', () => Promise.resolve(open(1)));
eventBusContract('kafka with three partitions', () => Promise.resolve(open(3)));
