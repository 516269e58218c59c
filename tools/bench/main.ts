import 'reflect-metadata';
import path from 'node:path';
import { benchArguments } from './arguments';
import { benches } from './benches';
import { keepResults } from './documents';
import { resultTable, runTable } from './results';
import { runBenches } from './run-benches';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

const main = async (): Promise<void> => {
  const ids = benches.map(({ id }) => id);
  const args = benchArguments(process.argv.slice(2), ids);
  const wanted = benches.filter(({ id }) => args.only.length === 0 || args.only.includes(id));
  const { results, failed } = await runBenches(wanted, args, say);
  process.stdout.write(args.json ? `${JSON.stringify(results, null, 2)}\n` : `${resultTable(results)}\n\n${runTable(results)}\n`);
  if (args.write) keepResults(path.join(__dirname, '..', '..', 'docs'), results, ids);
  process.exitCode = failed.length === 0 ? 0 : 1;
};

void main();
