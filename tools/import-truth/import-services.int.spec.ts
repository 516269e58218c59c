import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEventStoreDb } from '@firebreak/event-store-eventstoredb';
import { dataFolder } from '../data-folder';
import { startInstallation, type Installation } from '../distributed/installation';
import { comparesWithTheTruth, importLog, type CommandLine, type Summary } from './acceptance';
import { folderDigest, storeDigest } from './history-digest';
import { publicLogs, type PublicLog } from './public-logs';
import { ended, Importer, started } from './services';

// The same logs, the same command line and the same comparison as of a data folder, against the services. `FIREBREAK_IMPORTS=small`:
// the smallest into the installation at FIREBREAK_URL, in a tenant of its own; else into an installation of its own, with kills: `all`,
// or those that it names by their sources.

const wanted = process.env['FIREBREAK_IMPORTS'];
const found = dataFolder();
const say = (line: string): void => void process.stdout.write(`import-services: ${line}\n`);
if (wanted === undefined) say('skipped, it is run by `npm run test:engines -- --imports`');
else if (found === null) say('skipped, the folder with the public logs is not here');
const folder = found ?? '';
const all = found !== null && wanted !== undefined && wanted !== 'small' ? describe : describe.skip;
const small = found !== null && wanted === 'small' ? describe : describe.skip;

const work = mkdtempSync(path.join(tmpdir(), 'firebreak-imports-'));
const tokenFile = path.join(work, 'token');
afterAll(() => rmSync(work, { recursive: true, force: true }));
jest.setTimeout(3_600_000);

let importer: Importer;
const opened = (url: string, keysFile: string, tenant: string): Promise<void> => {
  importer = new Importer(url, keysFile, tokenFile, tenant);
  return importer.open();
};
const firebreak: CommandLine = (...args) => ended(started([...args, ...importer.address]), args.join(' '));

const timed = async <T>(what: string, doing: () => Promise<T>): Promise<T> => {
  const begun = performance.now();
  const result = await doing();
  say(`${what} in ${((performance.now() - begun) / 1_000).toFixed(1)} s`);
  return result;
};

const countsOf = ({ rows, cases, refusedRows, refusedCases }: Summary): Summary => ({ rows, cases, refusedRows, refusedCases });
const expectedOf = ({ rows, cases }: PublicLog): Summary => ({ rows, cases, refusedRows: 0, refusedCases: 0 });
const casesOf = (logs: readonly PublicLog[]): number => logs.reduce((sum, { cases }) => sum + cases, 0);

small('a public log in services that are there', () => {
  const logs = publicLogs.filter(({ source }) => source === 'statuspage');
  let summary: Summary;

  beforeAll(async () => {
    await opened(process.env['FIREBREAK_URL']!, process.env['FIREBREAK_KEYS']!, `import_${Date.now()}`);
    summary = await timed('statuspage imported', () => importLog(firebreak, folder, logs[0]!));
    await timed('figures settled', () => importer.settled(casesOf(logs), say));
  });
  afterAll(() => importer.close());

  it('is read whole', () => expect(countsOf(summary)).toEqual(expectedOf(logs[0]!)));

  comparesWithTheTruth({ firebreak, folder, logs });
});

all('the public logs in two replicas of every service', () => {
  const logs = publicLogs.filter(({ source }) => wanted === 'all' || (wanted ?? '').split(',').includes(source));
  let installation: Installation;
  const killed = logs.find(({ source }) => source === 'bpi2013-incidents') ?? logs[0]!;

  /** Waits on the store itself, until so many events of incidents are in it. */
  const recorded = async (events: number): Promise<void> => {
    const store = await openEventStoreDb({ url: installation.engines.store.url });
    for (let count = 0, place: string | null = null; count < events; ) {
      const page = await store.readAll({ after: place, limit: 1_000, categories: ['incident'] });
      count += page.length;
      place = page.at(-1)?.position ?? place;
      if (page.length === 0) await store.waitForMore(place, new AbortController().signal);
    }
    await store.close();
  };

  beforeAll(async () => {
    installation = await startInstallation({ dir: path.join(work, 'installation'), replicas: 2, say });
    await opened(installation.gateway.url, installation.keysFile, 'default');
  });
  afterAll(async () => {
    importer.close();
    await installation.stop();
  });

  it('are read whole, also when the command line and a replica of each service are killed in between', async () => {
    const broken = started(['import', path.join(folder, 'logs', killed.file), '--mapping', killed.mapping, '--json', ...importer.address]);
    // The smallest log has some two thousand events.
    await recorded(Math.min(4_000, killed.cases));
    broken.kill('SIGKILL');
    await once(broken, 'exit');
    const resumed = timed(`${killed.source} resumed, with a kill of a replica of two services`, () => importLog(firebreak, folder, killed));
    await recorded(Math.min(12_000, Math.floor(killed.cases * 1.5)));
    for (const service of ['incident-service', 'analytics-service'] as const) {
      installation.replicasOf(service)[0]!.signal('SIGKILL');
      await installation.roll(service);
    }
    const summary = await resumed;
    expect(Number(summary['unchangedCases'])).toBeGreaterThan(0);
    const others = logs.filter((log) => log !== killed);
    const summaries: Summary[] = [];
    for (const log of others) summaries.push(await timed(`${log.source} imported`, () => importLog(firebreak, folder, log)));
    expect([summary, ...summaries].map(countsOf)).toEqual([killed, ...others].map(expectedOf));
    await timed('figures settled', () => importer.settled(casesOf(logs), say));
  });

  comparesWithTheTruth({ firebreak, folder, logs });

  it('are the same histories as in a data folder, and change nothing when they come again', async () => {
    const data = path.join(work, 'data');
    for (const log of logs) await importLog((...args) => ended(started([...args, '--data', data]), args.join(' ')), folder, log);
    const store = await openEventStoreDb({ url: installation.engines.store.url });
    const digest = await storeDigest(store);
    expect(digest).toBe(folderDigest(data));
    say(`digest of all histories ${digest}`);
    const again = await importLog(firebreak, folder, logs.at(-1)!);
    expect([again['events'], again['unchangedCases'], await storeDigest(store)]).toEqual([0, logs.at(-1)!.cases, digest]);
    await store.close();
  });
});
