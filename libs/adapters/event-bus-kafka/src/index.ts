export { openKafkaEventBus, type KafkaEventBus, type KafkaEventBusOptions } from './kafka-event-bus';
export type { KafkaConnection } from './connect';
export type { GroupSettings } from './group-runner';
export { createTopics, type TopicSettings } from './topics';
