import { Command, InvalidArgumentError } from 'commander';
import { fullSizes, quickSizes, type Sizes } from './bench';

export interface BenchArguments {
  /** Ids of benches; all where empty. */
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly sizes: Sizes;
}

const count = (text: string): number => {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('a whole number from 1');
  return value;
};

type Sized = Exclude<keyof Sizes, 'firstStart'>;

/** `npm run bench -- --only P1,P2 --quick --write` */
export const benchArguments = (argv: readonly string[], ids: readonly string[]): BenchArguments => {
  const idList = (text: string): string[] =>
    text.split(',').map((each) => {
      const known = ids.find((id) => id.toLowerCase() === each.trim().toLowerCase());
      if (known === undefined) throw new InvalidArgumentError(`one or several of ${ids.join(',')}`);
      return known;
    });
  const program = new Command('bench')
    .description('measures against controls of the same run')
    .option('--only <ids>', `one or several of ${ids.join(',')}`, idList, [])
    .option('--quick', 'small sizes, to see that everything runs', false)
    .option('--json', 'the results as JSON instead of a table', false)
    .option('--write', 'keep the results in docs/benchmarks.md and docs/benchmarks.json', false)
    .option('--first-start', 'time the first start of a fresh clone too; it installs from the registry', false)
    .option('--requests <n>', 'requests of one round of the command path', count)
    .option('--events <n>', 'events of the rebuild', count)
    .option('--incidents <n>', 'incidents of the larger insights store', count)
    .option('--questions <n>', 'questions asked of each insights store', count)
    .option('--seconds <n>', 'how long the load for freshness lasts', count)
    .option('--warm-events <n>', 'events in the store of the warm start', count)
    .option('--relayed <n>', 'events of one round over the engines', count)
    .option('--imported <n>', 'incidents of the imported file', count)
    .parse(argv as string[], { from: 'user' });
  const { only, quick, json, write, firstStart, ...given } = program.opts<
    { only: string[]; quick: boolean; json: boolean; write: boolean; firstStart: boolean } & Partial<Record<Sized, number>>
  >();
  return { only, quick, json, write, sizes: { ...(quick ? quickSizes : fullSizes), ...given, firstStart } };
};
