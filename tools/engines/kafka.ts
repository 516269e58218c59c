import { mkdirSync } from 'node:fs';
import { dockerAnswers } from './docker';
import type { Engine, EngineOptions } from './engine';
import { given } from './given';
import { startKafkaInDocker } from './kafka-docker';
import { startKafkaFromJars } from './kafka-jars';

/**
 * A Kafka broker: those at `KAFKA_BROKERS`, else Apache Kafka in Docker, else Apache Kafka from its Maven artifacts.
 * @throws Error in one line when there is none of them
 */
export const startKafka = async (options: EngineOptions): Promise<Engine> => {
  const brokers = process.env.KAFKA_BROKERS;
  if (brokers) return given(brokers, 'Kafka brokers', 'KAFKA_BROKERS');
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startKafkaInDocker(options) : startKafkaFromJars(options);
};
