import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { runService } from './run-service';
import type { ServiceDefinition } from './start-service';

const root = path.resolve(__dirname, '../..');
const secret = Buffer.alloc(32, 7).toString('base64');

const whole: Readonly<Record<string, string>> = {
  FIREBREAK_PORT: '0',
  FIREBREAK_EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false',
  FIREBREAK_KAFKA_BROKERS: '127.0.0.1:1',
  FIREBREAK_MONGODB_URL: 'mongodb://127.0.0.1:1/?replicaSet=rs0',
  FIREBREAK_MAC_KEY: secret,
  FIREBREAK_OIDC_ISSUER: 'https://login.example.test',
  FIREBREAK_OIDC_AUDIENCE: 'firebreak',
};

interface Ended {
  readonly status: number | null;
  readonly said: string;
}

const cleared = (): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(FIREBREAK|OTEL)_/.test(name)));

/** A real process of a service, with these variables changed. */
const started = async (changes: Readonly<Record<string, string>>): Promise<Ended> => {
  const args = ['-r', path.join(root, 'node_modules/@swc-node/register/index.js'), path.join(root, 'apps/problem-service/main.ts')];
  const child = spawn(process.execPath, args, { cwd: root, env: { ...cleared(), ...whole, ...changes, SWC_NODE_PROJECT: path.join(root, 'tsconfig.json') } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, said };
};

const nobody: ServiceDefinition = {
  name: 'nobody-service',
  module: () => {
    throw new Error('nothing may be made of a wrong configuration');
  },
};

/** The same inside this process, up to the end that it asks for. */
const run = async (changes: Readonly<Record<string, string>>, ...more: readonly string[]): Promise<Ended> => {
  const before = { env: process.env, argv: process.argv };
  const said: string[] = [];
  let status: number | null = null;
  const exit = jest.spyOn(process, 'exit').mockImplementation((code) => {
    status = Number(code);
    throw new Error('ended');
  });
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    process.env = { ...cleared(), ...whole, ...changes };
    process.argv = [...before.argv.slice(0, 2), ...more];
    await runService(nobody).catch(() => undefined);
  } finally {
    exit.mockRestore();
    stderr.mockRestore();
    Object.assign(process, before);
  }
  return { status, said: said.join('') };
};

const open = { FIREBREAK_EVENTSTOREDB_URL: 'esdb://admin:changeit@127.0.0.1:1?tls=false' };

describe('a service that is told what is wrong or unsafe', () => {
  it.each([
    ['a secret is missing', { FIREBREAK_MAC_KEY: '' }, 'FIREBREAK_MAC_KEY is missing'],
    ['a variable is unknown', { FIREBREAK_MONGO_URL: 'mongodb://mongo' }, 'FIREBREAK_MONGO_URL is unknown'],
    ['traces in a form that is not spoken', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL must be http/json'],
    ['credentials over an open line', open, 'FIREBREAK_EVENTSTOREDB_URL sends credentials: tls must not be false'],
    ['one member of a replica set is enough', { FIREBREAK_MONGODB_URL: 'mongodb://127.0.0.1:1/?replicaSet=rs0&w=1' }, 'FIREBREAK_MONGODB_URL loses writes on a replica set: w must be majority, and journal not false'],
  ])('%s: ends with status 78 and one line', async (_, changes, problem) => {
    expect(await run(changes)).toEqual({ status: 78, said: `firebreak: invalid-configuration: ${problem}\n` });
  });

  it('says everything at once, in its job that prepares too', async () => {
    expect(await run({ FIREBREAK_MAC_KEY: '', FIREBREAK_KAFKA_BROKERS: 'kafka' }, '--prepare')).toEqual({
      status: 78,
      said: 'firebreak: invalid-configuration: FIREBREAK_MAC_KEY is missing; FIREBREAK_KAFKA_BROKERS must be host:port, several with commas\n',
    });
  });

  it('is a process that ends so, and never says a secret', async () => {
    expect(await started(open)).toEqual({ status: 78, said: 'firebreak: invalid-configuration: FIREBREAK_EVENTSTOREDB_URL sends credentials: tls must not be false\n' });
  }, 60_000);
});
