import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dataFolder } from '../data-folder';
import { comparesWithTheTruth, importAll, type CommandLine, type Summary } from './acceptance';
import { folderDigest } from './history-digest';
import { publicLogs } from './public-logs';

// The command line as its users call it: all four public logs into one folder, and what comes out of it.

const found = dataFolder();
const maybe = found === null ? describe.skip : describe;
if (found === null) process.stdout.write('import-acceptance: skipped, the folder with the public logs is not here\n');
const folder = found ?? '';

const root = path.join(__dirname, '..', '..');
const data = mkdtempSync(path.join(tmpdir(), 'firebreak-acceptance-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

const firebreak: CommandLine = (...args) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'bin', 'firebreak.mjs'), ...args, '--data', data], { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`firebreak ${args.join(' ')} ended with ${status}: ${stderr.slice(-2_000)}`);
  return Promise.resolve(stdout);
};

maybe('the four public logs on the command line', () => {
  jest.setTimeout(900_000);
  let first: readonly Summary[];

  beforeAll(async () => {
    first = await importAll(firebreak, folder, publicLogs);
  });

  it('are read whole, and the counts reconcile', () => {
    expect(first.map(({ rows, cases, appendedCases, refusedRows, refusedCases }) => ({ rows, cases, appendedCases, refusedRows, refusedCases }))).toEqual(
      publicLogs.map(({ rows, cases }) => ({ rows, cases, appendedCases: cases, refusedRows: 0, refusedCases: 0 })),
    );
  });

  comparesWithTheTruth({ firebreak, folder, logs: publicLogs });

  it('change nothing when they are imported again, and the store verifies', async () => {
    const before = folderDigest(data);
    const again = await importAll(firebreak, folder, publicLogs);
    expect(again.map(({ events, unchangedCases }) => ({ events, unchangedCases }))).toEqual(publicLogs.map(({ cases }) => ({ events: 0, unchangedCases: cases })));
    expect(folderDigest(data)).toBe(before);
    expect(await firebreak('verify')).toContain('every hash, id, position and head holds');
  });
});
