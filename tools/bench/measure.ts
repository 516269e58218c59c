/** One line of the result: what was measured, against which control of the same run, and the goal it has. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly control?: { readonly name: string; readonly value: number; readonly unit: string };
  readonly ratio?: number;
  readonly goal: string;
  readonly reached: boolean | null;
  readonly note?: string;
}

export const rounded = (value: number): number => Number(value.toPrecision(4));

/** Nearest rank. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

/** A rate against its control: reached when the ratio is at least the goal. */
export const ratioAtLeast = (name: string, value: number, control: NonNullable<Measurement['control']>, goal: number, unit: string, note?: string): Measurement => ({
  name,
  value: rounded(value),
  unit,
  control: { ...control, value: rounded(control.value) },
  ratio: rounded(value / control.value),
  goal: `>= ${goal} x control`,
  reached: value / control.value >= goal,
  ...(note === undefined ? {} : { note }),
});

export const atMost = (name: string, value: number, goal: number, unit: string, note?: string): Measurement => ({
  name,
  value: rounded(value),
  unit,
  goal: `<= ${goal} ${unit}`,
  reached: value <= goal,
  ...(note === undefined ? {} : { note }),
});

export const millis = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};
