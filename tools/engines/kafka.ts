import { mkdirSync } from 'node:fs';
import type { Engine, EngineOptions } from './engine';
import { dockerAnswers, startKafkaInDocker } from './kafka-docker';
import { startKafkaFromJars } from './kafka-jars';

const given = (url: string): Engine => {
  const notOurs = (): Promise<never> => Promise.reject(new Error('Brokers that were given by KAFKA_BROKERS are stopped and started by their owner.'));
  return { url, what: `Kafka brokers at ${url}`, stop: () => Promise.resolve(), kill: notOurs, restart: notOurs };
};

/**
 * A Kafka broker: those at `KAFKA_BROKERS`, else Apache Kafka in Docker, else Apache Kafka from its Maven artifacts.
 * @throws Error in one line when there is none of them
 */
export const startKafka = async (options: EngineOptions): Promise<Engine> => {
  const brokers = process.env.KAFKA_BROKERS;
  if (brokers) return given(brokers);
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startKafkaInDocker(options) : startKafkaFromJars(options);
};
