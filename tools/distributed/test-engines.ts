// `npm run test:engines`: the specs that need an engine, then the e2e suite against two replicas of every service. With
// arguments (`npm run test:engines -- libs/adapters/event-bus-kafka`) only the matching specs that need an
// engine; with `--services` only the suite against the services; with `--rolling` also a restart of each under load.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startKafka } from '../engines/kafka';
import { startMongo } from '../engines/mongo';
import type { Gateway } from './gateway';
import { startInstallation, type Installation } from './installation';
import { rollUnderLoad } from './rolling-restart';

const root = path.resolve(__dirname, '../..');
const say = (line: string): void => void process.stdout.write(`firebreak: ${line}\n`);

const jest = async (args: readonly string[], environment: Readonly<Record<string, string>>): Promise<boolean> => {
  const child = spawn(process.execPath, [path.join(root, 'node_modules/.bin/jest'), '--maxWorkers=1', '--forceExit', ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code === 0;
};

/** What only several replicas can show. @returns what was not shown */
const notShown = ({ served, twins }: Gateway, replicas: readonly { readonly name: string; readonly url: string }[]): string[] => {
  const idle = replicas.filter(({ url }) => !served.get(url)?.reads || !served.get(url)?.writes);
  const apart = [...twins.values()].filter((urls) => urls.size > 1).length;
  say(`${[...served.values()].reduce((sum, { reads, writes }) => sum + reads + writes, 0)} requests; twins of ${apart} Idempotency-Keys met on two replicas`);
  return [...idle.map(({ name }) => `${name} served no writes or no reads`), ...(apart === 0 ? ['no twins of one Idempotency-Key came to two replicas'] : [])];
};

/** Only a server that somebody gives can be the real one. */
const leftOut = (): readonly string[] => {
  if (process.env.EVENTSTOREDB_URL) return [];
  say('EVENTSTOREDB_URL names no server: the event store adapter is not tried on a real one');
  return ['--testPathIgnorePatterns', '/node_modules/', '/event-store-db\\.int\\.spec\\.ts$'];
};

const withEngines = async (dir: string, args: readonly string[]): Promise<boolean> => {
  const kafka = await startKafka({ dir: path.join(dir, 'kafka'), say });
  const mongo = await startMongo({ dir: path.join(dir, 'mongo'), say });
  say(`Kafka: ${kafka.what}; MongoDB: ${mongo.what}`);
  try {
    const patterns = args.length > 0 ? args : ['\\.int\\.spec\\.ts$'];
    return await jest([...patterns, ...leftOut()], { FIREBREAK_ENGINES: '1', KAFKA_BROKERS: kafka.url, MONGODB_URL: mongo.url });
  } finally {
    await kafka.stop();
    await mongo.stop();
  }
};

/** Those of the suite that take any installation for what it is. */
const suite = ['journey', 'bad-input/rules', 'bad-input/addresses', 'bad-input/bodies', 'bad-input/texts', 'twins'].map((name) => `apps/e2e/${name}\\.e2e`);

const rolls = async (installation: Installation): Promise<boolean> => {
  const rolled = await rollUnderLoad(installation);
  say(`rolling restart of every service: ${JSON.stringify(rolled)}`);
  return rolled.acknowledged === rolled.sent && rolled.lost === 0 && rolled.doubled === 0;
};

const againstServices = async (dir: string, rolling: boolean): Promise<boolean> => {
  const installation = await startInstallation({ dir: path.join(dir, 'installation'), replicas: 2, say });
  try {
    const green = await jest(suite, { FIREBREAK_URL: installation.gateway.url, FIREBREAK_KEYS: installation.keysFile });
    const working = [...installation.replicasOf('incident-service'), ...installation.replicasOf('analytics-service')];
    const missing = notShown(installation.gateway, working);
    for (const line of missing) say(line);
    return green && missing.length === 0 && (!rolling || (await rolls(installation)));
  } finally {
    await installation.stop();
  }
};

const main = async (): Promise<void> => {
  const rolling = process.argv.includes('--rolling');
  const args = process.argv.slice(2).filter((arg) => arg !== '--rolling');
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-engines-'));
  const specs = args[0] === '--services' || (await withEngines(dir, args));
  const services = (args.length > 0 && args[0] !== '--services') || (await againstServices(dir, rolling));
  say(`engines ${specs ? 'passed' : 'FAILED'}, services ${services ? 'passed' : 'FAILED'}`);
  if (specs && services) rmSync(dir, { recursive: true, force: true });
  else say(`logs in ${dir}`);
  process.exit(specs && services ? 0 : 1);
};

/** Of a machine where no engine can be had: nothing was tested, and nothing is wrong with the product. */
const unavailable = 69;
const cannotBeHad = /^No (Kafka broker|MongoDB server)|could not be (installed|fetched)/;

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`firebreak: ${message}\n`);
  process.exit(cannotBeHad.test(message) ? unavailable : 1);
});
