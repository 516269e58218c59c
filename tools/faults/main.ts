import { Command } from 'commander';
import { runCampaign } from './campaign';

const program = new Command('faults')
  .description('kills the server under load and looks for lost or doubled commands and wrong figures')
  .option('--seed <n>', 'the campaign', '1')
  .option('--per-failpoint <n>', 'kills at each named failpoint', '10')
  .option('--random <n>', 'kills at random times', '90')
  .parse();
const { seed, perFailpoint, random } = program.opts<Record<string, string>>();

const main = async (): Promise<void> => {
  const result = await runCampaign({ seed: Number(seed), perFailpoint: Number(perFailpoint), random: Number(random), say: (text) => void process.stdout.write(`${text}\n`) });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  const { lost, doubled, holes, broken, figuresWrong, refused } = result;
  const bad = lost.length + doubled.length + holes.length + figuresWrong.length + refused.length + (broken ? 1 : 0);
  process.stdout.write(`${bad === 0 ? 'nothing lost, nothing doubled, figures equal' : `${bad} findings`}\n`);
  process.exitCode = bad === 0 ? 0 : 1;
};

void main();
