import { execFile } from 'node:child_process';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import { docker } from './docker';
import type { Engine, EngineOptions } from './engine';
import { freePort } from './ports';
import { asEnvironment, kafkaSettings, kafkaVersion } from './kafka-settings';

const image = `apache/kafka:${kafkaVersion}`;
const inside = { listen: 9092, controller: 9093, data: '/tmp/kafka-data' };

const starts = (log: string): number => log.split('Kafka Server started').length - 1;

/** Its data stay in the container. */
export const startKafkaInDocker = async ({ port: wanted = 0, say = () => undefined }: EngineOptions): Promise<Engine> => {
  const port = wanted === 0 ? await freePort() : wanted;
  const environment = asEnvironment(kafkaSettings({ bind: '0.0.0.0', port, ...inside })).flatMap((line) => ['--env', line]);
  say(`starting ${image} in Docker`);
  const container = await docker('run', '--detach', '--publish', `127.0.0.1:${port}:${inside.listen}`, ...environment, image);
  let seen = 0;
  const ready = async (): Promise<void> => {
    for (let left = 240; ; left -= 1) {
      const { stdout, stderr } = await promisify(execFile)('docker', ['logs', container], { maxBuffer: 2 ** 26 });
      if (starts(stdout + stderr) > seen) break;
      if (left === 0) throw new Error(`${image} is not ready after 60 s.`);
      await after(250);
    }
    seen += 1;
  };
  await ready();
  return {
    url: `127.0.0.1:${port}`,
    what: `Apache Kafka ${kafkaVersion}, image ${image}`,
    stop: async () => void (await docker('stop', container)),
    kill: async () => void (await docker('kill', container)),
    restart: async () => {
      await docker('start', container);
      await ready();
    },
  };
};
