/** Half-open, in integer milliseconds; the end may be Infinity. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The union as disjoint intervals in order; what touches is one. An interval without length stays where nothing covers it. */
export const union = (intervals: readonly Interval[]): readonly Interval[] => {
  if (intervals.length < 2) return intervals;
  const merged: { start: number; end: number }[] = [];
  for (const { start, end } of [...intervals].sort((a, b) => a.start - b.start)) {
    const last = merged[merged.length - 1];
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else merged.push({ start, end });
  }
  return merged;
};

export const lengthOf = (intervals: readonly Interval[]): number => intervals.reduce((sum, { start, end }) => sum + (end - start), 0);

/** How long both last together. */
export const overlap = (intervals: readonly Interval[], others: readonly Interval[]): number => {
  if (others.length === 0) return 0;
  const rest = union(others);
  let sum = 0;
  for (const { start, end } of union(intervals)) {
    for (const other of rest) sum += Math.max(0, Math.min(end, other.end) - Math.max(start, other.start));
  }
  return sum;
};
