import { Command, InvalidArgumentError } from 'commander';
import path from 'node:path';

export interface StartArguments {
  readonly dir: string;
  readonly port: number;
  readonly sample: boolean;
  readonly seed: number;
}

const wholeNumber = (max: number) => (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > max) throw new InvalidArgumentError(`a whole number up to ${max}`);
  return value;
};

/** `npm start -- --data DIR --port N --no-sample` */
export const startArguments = (argv: readonly string[]): StartArguments => {
  const program = new Command('firebreak start')
    .description('Starts Firebreak in one process, on loopback, with its data in one folder.')
    .option('--data <dir>', 'where the data lie', '.firebreak')
    .option('--port <n>', 'the port; 0 takes a free one', wholeNumber(65_535), 3000)
    .option('--no-sample', 'begin with an empty history')
    .option('--sample-seed <n>', 'another sample history', wholeNumber(1_000_000), 1)
    .parse(argv as string[], { from: 'user' });
  const { data, port, sample, sampleSeed } = program.opts<{ data: string; port: number; sample: boolean; sampleSeed: number }>();
  return { dir: path.resolve(data), port, sample, seed: sampleSeed };
};
