import { mkdirSync } from 'node:fs';
import { dockerAnswers } from './docker';
import type { Engine, EngineOptions } from './engine';
import { given } from './given';
import { startMongoInDocker } from './mongo-docker';
import { startSecantus } from './mongo-secantus';

/**
 * A server that speaks the MongoDB protocol: the one at `MONGODB_URL`, else MongoDB in Docker, else SecantusDB.
 * @throws Error in one line when there is none of them
 */
export const startMongo = async (options: EngineOptions): Promise<Engine> => {
  const url = process.env.MONGODB_URL;
  if (url) return given(url, 'a server of the MongoDB protocol', 'MONGODB_URL');
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startMongoInDocker(options) : startSecantus(options);
};
