import { setTimeout as after } from 'node:timers/promises';
import { docker } from './docker';
import type { Engine, EngineOptions } from './engine';
import { freePort, untilListening } from './ports';

const image = 'mongo:8.0';
const initiate = "try { rs.status().ok } catch { rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: '127.0.0.1:27017' }] }).ok }";

const shell = (container: string, script: string): Promise<string> => docker('exec', container, 'mongosh', '--quiet', '--eval', script);

const untilPrimary = async (container: string): Promise<void> => {
  for (let left = 120; ; left -= 1) {
    try {
      await shell(container, initiate);
      if ((await shell(container, 'db.hello().isWritablePrimary')) === 'true') return;
    } catch (error) {
      if (left === 0) throw error;
    }
    await after(250);
  }
};

/** A replica set of one: what its writes promise is what a larger one promises. Its data stay in the container. */
export const startMongoInDocker = async ({ port = 0, say = () => undefined }: EngineOptions): Promise<Engine> => {
  const own = port === 0 ? await freePort() : port;
  say(`starting ${image} in Docker`);
  const container = await docker('run', '--detach', '--publish', `127.0.0.1:${own}:27017`, image, '--replSet', 'rs0');
  const ready = async (): Promise<void> => {
    await untilListening(own, 60_000, () => null);
    await untilPrimary(container);
  };
  await ready();
  return {
    url: `mongodb://127.0.0.1:${own}/?directConnection=true`,
    what: `MongoDB, image ${image}`,
    stop: async () => void (await docker('stop', container)),
    kill: async () => void (await docker('kill', container)),
    restart: async () => {
      await docker('start', container);
      await ready();
    },
  };
};
