export interface RebuildTimings {
  readonly lookEveryMs: number;
  /** Between a refused look at a generation in the making and the next. */
  readonly lookAgainMs: number;
  /** From the announcement of a switch to the switch: every replica has heard of it by then. */
  readonly announceMs: number;
  /** How long documents that nobody feeds any more stay for those who still read them. */
  readonly graceMs: number;
  /** How long the generation before is kept, by the clock. */
  readonly keepMs: number;
}

export const rebuildTimings: RebuildTimings = { lookEveryMs: 1_000, lookAgainMs: 5_000, announceMs: 3_000, graceMs: 10_000, keepMs: 86_400_000 };
