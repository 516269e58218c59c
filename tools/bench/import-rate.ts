import { readdirSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from '../data-folder';
import { writeAuditLog } from './audit-csv';
import type { Bench } from './bench';
import { inChild } from './child';
import { finished, program } from './command-line';
import { busySpan } from './history';
import { rate, rounded, type Measurement } from './measure';
import type { Parsed } from './parse-process';
import { inTemporaryFolder } from './temporary-folder';

/** What the command says with --json, as far as it matters here. */
interface ImportSummary {
  readonly rows: number;
  readonly cases: number;
  readonly events: number;
  readonly refusedCases: number;
}

export const importFile = async (file: string, data: string): Promise<ImportSummary> =>
  JSON.parse(await finished(program('apps/cli/main.ts', ['import', file, '--mapping', 'servicenow-audit', '--data', data, '--json']))) as ImportSummary;

const importRate = async (name: string, file: string, dir: string): Promise<Measurement> => {
  const parsed = await inChild<Parsed>('parse-process.ts', { file });
  const begun = performance.now();
  const summary = await importFile(file, dir);
  const seconds = (performance.now() - begun) / 1_000;
  if (summary.rows !== parsed.rows || summary.refusedCases > 0) throw new Error(`${summary.rows} of ${parsed.rows} rows, ${summary.refusedCases} cases refused`);
  const control = { name: 'raw parse', value: parsed.rows / parsed.seconds, unit: 'rows/s' };
  const note = `${summary.rows} rows, ${summary.cases} cases, ${summary.events} events in ${rounded(seconds)} s, with the start of the process and until every figure is made`;
  return rate(name, summary.rows / seconds, 'rows/s', control, null, note);
};

const publicLog = (): string | null => {
  const folder = dataFolder();
  if (folder === null) return null;
  const name = readdirSync(path.join(folder, 'logs')).find((each) => each.startsWith('uci498'));
  return name === undefined ? null : path.join(folder, 'logs', name);
};

/** The command line on an empty data folder, against reading the same file. */
export const imports: Bench = {
  id: 'Import',
  title: 'import',
  run: ({ imported }, say) =>
    inTemporaryFolder(async (dir) => {
      const file = path.join(dir, 'audit.csv');
      const rows = await writeAuditLog(file, busySpan(imported));
      say(`importing ${rows} made-up rows`);
      const results = [await importRate('Import of a made-up audit log', file, path.join(dir, 'made-up'))];
      const log = publicLog();
      if (log === null) say('no folder of public logs here: left out');
      else {
        say('importing the public log UCI 498');
        results.push(await importRate('Import of the public log UCI 498', log, path.join(dir, 'public')));
      }
      return results;
    }),
};
