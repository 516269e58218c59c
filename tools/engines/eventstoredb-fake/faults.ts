/** What the fake does wrong next. Numbers count down to 0. */
export interface Faults {
  /** Every answer waits for so long. */
  delayMs: number;
  /** Appends that are written and never answered. */
  lostAnswers: number;
  /** Appends that are neither written nor answered. */
  dropped: number;
  /** Appends whose connection is reset after they were written. */
  resets: number;
  /** Appends that are refused because another node leads. */
  notLeader: number;
  /** Every so many events of the whole log one is left out of reads and subscriptions, as the server once did; 0 for none. */
  holeEvery: number;
}

export const noFaults = (): Faults => ({ delayMs: 0, lostAnswers: 0, dropped: 0, resets: 0, notLeader: 0, holeEvery: 0 });

/** Takes one of a fault that is counted down. */
export const strikes = (faults: Faults, name: 'lostAnswers' | 'dropped' | 'resets' | 'notLeader'): boolean => {
  if (faults[name] <= 0) return false;
  faults[name] -= 1;
  return true;
};
