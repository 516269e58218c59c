// `npm run test:engines`: the specs that need an engine, then the e2e suite against two replicas of every service. With
// arguments (`npm run test:engines -- libs/adapters/event-bus-kafka`) only the matching specs that need an
// engine; with `--services` only the suite against the services; with `--rolling` also a restart of each under load, and
// with `--rolling-only` nothing else; `--per-second N` requests, 100 where it does not say. `--imports` takes the public logs into an
// installation of its own and nothing else; `--logs statuspage,bpi2013-incidents` only those.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startKafka } from '../engines/kafka';
import { startMongo } from '../engines/mongo';
import type { Gateway } from './gateway';
import { startInstallation, type Installation } from './installation';
import { complaintsOf, rollUnderLoad } from './rolling-restart';

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
  const idle = replicas.filter(({ name, url }) => {
    const { reads, writes, accepted } = served.get(url) ?? { reads: 0, writes: 0, accepted: 0 };
    // The problem service has no command of its own yet: what it is asked for it can only refuse.
    return reads === 0 || (name.startsWith('problem-') ? writes : accepted) === 0;
  });
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

/** The whole suite: what only a standalone can show says so and is skipped. */
const suite = ['apps/e2e/.*\\.e2e\\.spec\\.ts$'];
/** What no address can show from the first line to the last, and why. */
const ofOneProcess: Readonly<Record<string, string>> = {
  'apps/e2e/process': 'it is the process of a standalone and its data folder; services are restarted by --rolling',
  'apps/e2e/restart': 'it takes the read models out of a data folder; services rebuild theirs by the API',
  'apps/e2e/incident-adrift': 'the clock is moved by days',
  'apps/e2e/bad-input/limits': 'limits are set low, a thousand links are put into the store, and the store is closed',
  'apps/e2e/bad-input/rows': 'it reads the suite itself and asks nobody',
};

const rolls = async (installation: Installation, perSecond: number): Promise<boolean> => {
  const rolled = await rollUnderLoad(installation, perSecond);
  say(`rolling restart of every service: ${JSON.stringify(rolled)}`);
  const complaints = complaintsOf(rolled);
  for (const line of complaints) say(line);
  return complaints.length === 0;
};

/** Public logs, compared with their truth files; where they are not here, the spec says so and is skipped. */
const imports = (which: string, address: Readonly<Record<string, string>> = {}): Promise<boolean> =>
  jest(['tools/import-truth/import-services\\.int\\.spec\\.ts$'], { ...address, FIREBREAK_ENGINES: '1', FIREBREAK_IMPORTS: which });

/** The suite fails on purpose a thousand times a minute; limits have specs of their own. */
const suiteEnvironment = { FIREBREAK_FAILURES_PER_SECOND: '0' };

const againstServices = async (dir: string, { withSuite, perSecond }: { readonly withSuite: boolean; readonly perSecond: number | null }): Promise<boolean> => {
  const installation = await startInstallation({ dir: path.join(dir, 'installation'), replicas: 2, environment: suiteEnvironment, say });
  try {
    if (!withSuite) return await rolls(installation, perSecond ?? usualPerSecond);
    const working = (['incident-service', 'analytics-service', 'problem-service'] as const).flatMap((service) => installation.replicasOf(service));
    const address = { FIREBREAK_URL: installation.gateway.url, FIREBREAK_KEYS: installation.keysFile, FIREBREAK_STORE: installation.engines.store.url, FIREBREAK_REPLICAS: working.map(({ url }) => url).join(',') };
    for (const [file, reason] of Object.entries(ofOneProcess)) say(`${file} is left out: ${reason}`);
    const left = ['--testPathIgnorePatterns', '/node_modules/', ...Object.keys(ofOneProcess)];
    const green = await jest([...suite, ...left], address);
    const imported = await imports('small', address);
    const missing = notShown(installation.gateway, working);
    for (const line of missing) say(line);
    return green && imported && missing.length === 0 && (perSecond === null || (await rolls(installation, perSecond)));
  } finally {
    await installation.stop();
  }
};

const usualPerSecond = 100;

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    options: { services: { type: 'boolean', default: false }, rolling: { type: 'boolean', default: false }, 'rolling-only': { type: 'boolean', default: false }, 'per-second': { type: 'string' }, imports: { type: 'boolean', default: false }, logs: { type: 'string', default: 'all' } },
    allowPositionals: true,
  });
  const only = values['rolling-only'];
  const perSecond = values.rolling || only ? Number(values['per-second'] ?? usualPerSecond) : null;
  if (values.imports) process.exit((await imports(values.logs)) ? 0 : 1);
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-engines-'));
  const specs = values.services || only || (await withEngines(dir, positionals));
  const services = positionals.length > 0 || (await againstServices(dir, { withSuite: !only, perSecond }));
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
