import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findings, type Outcome, type Scenario, type Size } from './scenario';

export interface ScenarioResult extends Outcome {
  readonly name: string;
  readonly title: string;
  readonly seed: number;
  readonly seconds: number;
  readonly takenAt: string;
}

export interface RunOptions {
  readonly seed: number;
  readonly sizeOf: (scenario: Scenario) => Size;
  /** Each scenario's own. */
  readonly minutes: number;
  readonly say: (text: string) => void;
}

const nothing: Outcome = { faults: {}, events: 0, acknowledged: 0, lost: [], doubled: [], broken: [], figuresWrong: null, controls: [], engines: [], note: '' };

/** One after the other, each on engines of its own. One that throws has that as its finding. */
export const runScenarios = async (scenarios: readonly Scenario[], { seed, sizeOf, minutes, say }: RunOptions): Promise<readonly ScenarioResult[]> => {
  const results: ScenarioResult[] = [];
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-faults-'));
  for (const scenario of scenarios) {
    const { name, title } = scenario;
    const own = path.join(dir, name);
    mkdirSync(own);
    const begun = Date.now();
    const outcome = await scenario
      .run({ seed, size: sizeOf(scenario), dir: own, deadline: begun + minutes * 60_000, say: (text) => say(`${name}, ${Math.round((Date.now() - begun) / 1_000)} s: ${text}`) })
      .catch((error: unknown): Outcome => ({ ...nothing, broken: [error instanceof Error ? (error.stack ?? error.message) : String(error)] }));
    const result = { name, title, seed, ...outcome, seconds: Math.round((Date.now() - begun) / 1_000), takenAt: new Date(begun).toISOString() };
    const found = findings(result);
    for (const each of found.slice(0, 20)) say(`${name}: ${each}`);
    say(`${name}: ${found.length === 0 ? 'nothing lost, nothing doubled' : `${found.length} findings, logs in ${own}`}, ${result.seconds} s`);
    if (found.length === 0) rmSync(own, { recursive: true });
    results.push(result);
  }
  if (results.every((result) => findings(result).length === 0)) rmSync(dir, { recursive: true });
  return results;
};
