// `npm run start:distributed`: the three services on engines for tests, for a try-out. `--replicas N --port N --data DIR`.
import 'reflect-metadata';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { everyRole } from '@firebreak/identity';
import { stopAtSignal } from '@firebreak/runtime';
import { startInstallation } from './installation';

const { values } = parseArgs({
  options: { replicas: { type: 'string', default: '1' }, port: { type: 'string', default: '8080' }, data: { type: 'string', default: '.firebreak/distributed' } },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const main = async (): Promise<void> => {
  const installation = await startInstallation({ dir: path.resolve(values.data), replicas: Number(values.replicas), port: Number(values.port), say });
  const token = await installation.issuer.token({ sub: 'operator', tenant: 'default', roles: everyRole, ttlSeconds: 900 });
  say(`\nAPI       ${installation.gateway.url}/v1/incidents`);
  say(`Token     for fifteen minutes, every role:\n${token}`);
  say(`Logs      ${path.resolve(values.data)}`);
  say('Stop      Ctrl-C');
  stopAtSignal(() => installation.stop(), failed);
};

const failed = (error: unknown): void => {
  process.stderr.write(`firebreak: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
};

main().catch(failed);
