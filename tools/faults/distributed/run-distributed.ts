import path from 'node:path';
import { keepFaults, summary } from './documents';
import { findings } from './scenario';
import { runScenarios, type ScenarioResult } from './run-scenarios';
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

/** Into docs/faults.md, beside those of other runs. */
export const writeResults = (results: readonly ScenarioResult[]): void =>
  keepFaults(path.join(__dirname, '../../../docs'), results, ['standalone', 'imports', ...scenarios.map(({ name }) => name)]);

/** @returns whether nothing was found. @throws Error for a scenario nobody knows */
export const runDistributed = async ({ seed, only, events, faults, short, minutes, write }: DistributedOptions): Promise<boolean> => {
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
  process.stderr.write(`${summary(results)}\n`);
  if (write) writeResults(results);
  process.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  return results.every((result) => findings(result).length === 0);
};
