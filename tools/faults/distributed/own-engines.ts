import { mkdirSync } from 'node:fs';
import { dockerAnswers } from '../../engines/docker';
import type { Engine, EngineOptions } from '../../engines/engine';
import { startKafkaInDocker } from '../../engines/kafka-docker';
import { startKafkaFromJars } from '../../engines/kafka-jars';
import { startMongoInDocker } from '../../engines/mongo-docker';
import { startSecantus } from '../../engines/mongo-secantus';

// A campaign does what it likes with its engines: those that somebody else runs are not for it.

export const ownKafka = async (options: EngineOptions): Promise<Engine> => {
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startKafkaInDocker(options) : startKafkaFromJars(options);
};

export const ownMongo = async (options: EngineOptions): Promise<Engine> => {
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startMongoInDocker(options) : startSecantus(options);
};
