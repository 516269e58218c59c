import { mkdirSync } from 'node:fs';
import type { Engine, EngineOptions } from './engine';
import { dockerAnswers, startMongoInDocker } from './mongo-docker';
import { startSecantus } from './mongo-secantus';

const given = (url: string): Engine => {
  const notOurs = (): Promise<never> => Promise.reject(new Error('A server that was given by its URL is stopped and started by its owner.'));
  return { url, what: `a server of the MongoDB protocol at ${url.replace(/\/\/[^@/]*@/, '//')}`, stop: () => Promise.resolve(), kill: notOurs, restart: notOurs };
};

/**
 * A server that speaks the MongoDB protocol: the one at `MONGODB_URL`, else MongoDB in Docker, else SecantusDB.
 * @throws Error in one line when there is none of them
 */
export const startMongo = async (options: EngineOptions): Promise<Engine> => {
  const url = process.env.MONGODB_URL;
  if (url) return given(url);
  mkdirSync(options.dir, { recursive: true });
  return (await dockerAnswers()) ? startMongoInDocker(options) : startSecantus(options);
};
