export const kafkaVersion = '4.4.0';

/** Single node: every internal topic has one copy; a killed broker is let in again after a second and a half. */
const singleNode = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'PLAINTEXT',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  'auto.create.topics.enable': 'false',
  'default.replication.factor': '1',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'share.coordinator.state.topic.replication.factor': '1',
  'share.coordinator.state.topic.min.isr': '1',
  'share.coordinator.state.topic.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
  'broker.session.timeout.ms': '1500',
  'broker.heartbeat.interval.ms': '300',
  'num.network.threads': '2',
  'num.io.threads': '2',
  'log.cleaner.threads': '1',
  'log.cleaner.dedupe.buffer.size': '8388608',
};

/** The settings of a broker in order of their names. `bind` is where it listens, `port` what clients are told. */
export const kafkaSettings = (at: { readonly bind: string; readonly port: number; readonly listen: number; readonly controller: number; readonly data: string }): Record<string, string> => ({
  ...singleNode,
  'controller.quorum.voters': `1@127.0.0.1:${at.controller}`,
  listeners: `PLAINTEXT://${at.bind}:${at.listen},CONTROLLER://127.0.0.1:${at.controller}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${at.port}`,
  'log.dirs': at.data,
});

export const asProperties = (settings: Readonly<Record<string, string>>): string =>
  Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

/** As the environment of Apache Kafka's image takes them: `node.id` is `KAFKA_NODE_ID`. */
export const asEnvironment = (settings: Readonly<Record<string, string>>): string[] =>
  Object.entries(settings).map(([name, value]) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}=${value}`);
