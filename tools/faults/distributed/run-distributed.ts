import { findings } from './scenario';
import { runScenarios } from './run-scenarios';
import { scenarios } from './scenarios';

export interface DistributedOptions {
  readonly seed: string;
  readonly only?: string;
  readonly events?: string;
  readonly faults?: string;
  readonly short?: boolean;
  readonly minutes: string;
  readonly write?: boolean;
}

/** @returns whether nothing was found. @throws Error for a scenario nobody knows */
export const runDistributed = async ({ seed, only, events, faults, short, minutes }: DistributedOptions): Promise<boolean> => {
  const names = scenarios.map(({ name }) => name);
  const wanted = only?.split(',') ?? names;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: the scenarios are ${names.join(', ')}`);
  const results = await runScenarios(
    scenarios.filter(({ name }) => wanted.includes(name)),
    {
      seed: Number(seed),
      minutes: Number(minutes),
      sizeOf: (scenario) => {
        const size = short ? scenario.short : scenario.full;
        return { events: Number(events ?? size.events), faults: Number(faults ?? size.faults) };
      },
      say: (text) => void process.stderr.write(`${text}\n`),
    },
  );
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return results.every((result) => findings(result).length === 0);
};
