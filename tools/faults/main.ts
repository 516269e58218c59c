import 'reflect-metadata';
import path from 'node:path';
import { Command } from 'commander';
import { seededRandom } from '@firebreak/standalone';
import { importsResult, standaloneResult } from './standalone-results';
import { dataFolder } from '../data-folder';
import { runCampaign } from './campaign';
import { runDistributed, writeResults, type DistributedOptions } from './distributed/run-distributed';
import { runImportCampaign, type ImportSet } from './import-campaign';

const program = new Command('faults')
  .description('kills the server and imports under load and looks for what was lost, doubled or wrong')
  .option('--seed <n>', 'the campaign', '1')
  .option('--distributed', 'the services, their relay and their engines instead of the standalone')
  .option('--only <names>', 'some scenarios of the distributed campaign, with commas')
  .option('--events <n>', 'events of each of them')
  .option('--faults <n>', 'faults of each of them')
  .option('--short', 'small sizes')
  .option('--minutes <n>', 'at most so long each', '10')
  .option('--write', 'keeps the results in docs/faults.md')
  .option('--per-failpoint <n>', 'kills at each named failpoint', '10')
  .option('--random <n>', 'kills at random times', '90')
  .option('--import-kills <n>', 'kills of an import, where the public logs are at hand', '10')
  .parse();
const { seed, perFailpoint, random, importKills } = program.opts<Record<'seed' | 'perFailpoint' | 'random' | 'importKills', string>>();
const distributed = program.opts<DistributedOptions & { readonly distributed?: boolean }>();

const say = (text: string): void => void process.stdout.write(`${text}\n`);

const importSets = (): readonly ImportSet[] => {
  const found = dataFolder();
  if (found === null) return [];
  const log = (name: string): string => path.join(found, 'logs', name);
  return [
    { file: log('uci498_incident_event_log.csv.gz'), mapping: 'servicenow-audit', until: '2016-03-15T12:00:00.000Z' },
    { file: log('bpic2013_incidents.jsonl.gz'), mapping: 'bpi2013-incidents', until: '2012-05-05T12:00:00.000Z' },
    { file: log('bpic2014_incident_activity.csv.gz'), mapping: 'bpi2014-activity', until: '2013-12-15T12:00:00.000Z' },
    { file: log('github_incidents.jsonl.gz'), mapping: 'statuspage', until: '2019-06-01T00:00:00.000Z' },
  ];
};

const standalone = async (): Promise<boolean> => {
  const kills = { seed: Number(seed), perFailpoint: Number(perFailpoint), random: Number(random) };
  const begun = Date.now();
  const result = kills.perFailpoint + kills.random > 0 ? await runCampaign({ ...kills, say }) : null;
  if (result) say(JSON.stringify(result, null, 2));
  const between = Date.now();
  const sets = importSets();
  const imports = sets.length > 0 && Number(importKills) > 0 ? await runImportCampaign(sets, Number(importKills), seededRandom(kills.seed), say) : null;
  say(imports ? JSON.stringify(imports, null, 2) : 'imports: left out');
  const bad = [...(result ? [...result.lost, ...result.doubled, ...result.holes, ...result.figuresWrong, ...result.refused, ...(result.broken ? [result.broken] : [])] : []), ...(imports?.differing ?? [])];
  say(bad.length === 0 ? 'nothing lost, nothing doubled, figures equal' : `${bad.length} findings`);
  const rows = [result && standaloneResult(result, { begun, ended: between }), imports && importsResult(imports, kills.seed, { begun: between, ended: Date.now() })];
  if (distributed.write) writeResults(rows.filter((row) => row !== null));
  return bad.length === 0;
};

const main = async (): Promise<void> => {
  const isFine = await (distributed.distributed ? runDistributed(distributed) : standalone());
  process.exit(isFine ? 0 : 1);
};

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
main().catch((error: unknown) => {
  process.stderr.write(`firebreak: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
