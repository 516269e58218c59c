/** One line of the result: what was measured, against which control of the same run, and the goal it has. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly control: { readonly name: string; readonly value: number; readonly unit: string } | null;
  readonly ratio: number | null;
  /** Null where nothing was promised. */
  readonly goal: string | null;
  readonly reached: boolean | null;
  /** The sizes it was taken at and what else belongs to it. */
  readonly note: string;
}

type Control = NonNullable<Measurement['control']>;

export const rounded = (value: number): number => Number(value.toPrecision(4));

/** Nearest rank. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
};

export const median = (values: readonly number[]): number => percentile(values, 0.5);

export const ratioOf = (ratio: number, goal: number | null): Pick<Measurement, 'ratio' | 'reached'> => ({
  ratio: rounded(ratio),
  reached: goal === null ? null : ratio >= goal,
});

/** A rate against its control. Without a goal the ratio is only told. */
export const rate = (name: string, value: number, unit: string, control: Control, goal: number | null, note: string): Measurement => ({
  name,
  value: rounded(value),
  unit,
  control: { ...control, value: rounded(control.value) },
  goal: goal === null ? null : `at least ${goal} x control`,
  note,
  ...ratioOf(value / control.value, goal),
});

/** A time or a size that has an upper bound. */
export const atMost = (name: string, value: number, unit: string, goal: number, note: string, control: Control | null = null): Measurement => ({
  name,
  value: rounded(value),
  unit,
  control: control && { ...control, value: rounded(control.value) },
  ratio: control && rounded(value / control.value),
  goal: `at most ${goal} ${unit}`,
  reached: value <= goal,
  note,
});
