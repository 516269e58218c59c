import type { Bench, Sizes } from './bench';
import { machine } from './machine';
import type { BenchResult } from './results';

export interface Ran {
  readonly results: readonly BenchResult[];
  /** Ids of benches that broke. */
  readonly failed: readonly string[];
}

/** One after the other; one that breaks does not keep the others from running. */
export const runBenches = async (benches: readonly Bench[], { sizes, quick }: { readonly sizes: Sizes; readonly quick: boolean }, say: (text: string) => void): Promise<Ran> => {
  const results: BenchResult[] = [];
  const failed: string[] = [];
  for (const { id, title, run } of benches) {
    const before = machine();
    const begun = performance.now();
    const saying = (text: string): void => say(`${id} ${((performance.now() - begun) / 1_000).toFixed(0).padStart(5)} s  ${text}`);
    saying(title);
    try {
      const measurements = await run(sizes, saying);
      results.push({ id, title, takenAt: new Date().toISOString(), quick, machine: before, measurements });
    } catch (error) {
      failed.push(id);
      saying(`broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
  }
  return { results, failed };
};
