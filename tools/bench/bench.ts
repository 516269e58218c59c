import type { Measurement } from './measure';

/** How large the figures are taken. */
export interface Sizes {
  /** Requests of one round of the command path. */
  readonly requests: number;
  /** Events of a rebuild. */
  readonly events: number;
  /** Incidents of the larger insights store; the smaller one has a tenth. */
  readonly incidents: number;
  /** Questions asked of each store. */
  readonly questions: number;
  /** Seconds of load for freshness. */
  readonly seconds: number;
  /** Events in the store of a warm start, at least. */
  readonly warmEvents: number;
  /** Events of one round over the engines. */
  readonly relayed: number;
  /** Incidents of the imported file. */
  readonly imported: number;
  /** Whether the first start, with its installation, is timed too. */
  readonly firstStart: boolean;
}

export interface Bench {
  readonly id: string;
  readonly title: string;
  run(sizes: Sizes, say: (text: string) => void): Promise<readonly Measurement[]>;
}

export const fullSizes: Sizes = {
  requests: 2_000,
  events: 1_000_000,
  incidents: 1_000_000,
  questions: 300,
  seconds: 60,
  warmEvents: 100_000,
  relayed: 10_000,
  imported: 20_000,
  firstStart: false,
};

/** To see that everything runs; the figures mean little. */
export const quickSizes: Sizes = {
  requests: 200,
  events: 20_000,
  incidents: 5_000,
  questions: 30,
  seconds: 5,
  warmEvents: 5_000,
  relayed: 1_000,
  imported: 300,
  firstStart: false,
};
