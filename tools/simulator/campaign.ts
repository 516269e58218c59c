import type { Control } from './controls/controls';
import { playPipeline } from './pipeline';
import type { Shape } from './world';

/** The seeds from `first` on; one alone where the environment names it. */
export const seedsFrom = (first: number, count: number): readonly number[] => {
  const one = process.env['SEED'];
  return one === undefined ? Array.from({ length: count }, (_, index) => first + index) : [Number(one)];
};

export interface Campaign {
  readonly schedules: number;
  readonly steps: number;
  /** A line for each wrong schedule, with its seed. */
  readonly wrong: readonly string[];
}

/** Plays the shipped pipeline under these seeds. */
export const playAll = async (shape: Shape, seeds: readonly number[], onTrace?: (lines: readonly string[]) => void): Promise<Campaign> => {
  const wrong: string[] = [];
  let steps = 0;
  for (const seed of seeds) {
    const { violations, trace } = await playPipeline({ seed, shape });
    onTrace?.(trace);
    steps += trace.length;
    const told = violations.slice(0, 5).map(({ invariant, text }) => `${invariant} ${text}`);
    if (violations.length > 0) wrong.push(`${shape}, SEED=${seed}: ${told.join('; ')}`);
  }
  return { schedules: seeds.length, steps, wrong };
};

export interface Found {
  /** The first seed that found it wrong; null where none did. */
  readonly seed: number | null;
  readonly text: string;
}

/** Looks for a seed that finds a control wrong. */
export const firstWrong = async ({ play }: Control, seeds: readonly number[]): Promise<Found> => {
  for (const seed of seeds) {
    const [violation] = await play(seed);
    if (violation) return { seed, text: `${violation.invariant} ${violation.text}` };
  }
  return { seed: null, text: '' };
};
