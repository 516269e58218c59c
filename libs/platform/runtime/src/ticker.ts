import { pause, type LoopOptions } from './supervised-loop';

export interface Ticker {
  readonly name: string;
  readonly everyMs: number;
  /** @returns how much was done; the ticker goes on at once while it is above 0 */
  readonly tick: () => Promise<number>;
}

/** Whatever a tick costs, two thirds of the time are left to the rest: who ticks for long ticks less often. */
export const ticking = ({ everyMs, tick }: Ticker): Pick<LoopOptions, 'step' | 'idle'> => {
  let busyMs = 0;
  return {
    step: async () => {
      const begun = performance.now();
      try {
        return await tick();
      } finally {
        busyMs += performance.now() - begun;
      }
    },
    idle: (signal) => {
      const restMs = Math.max(everyMs, 2 * busyMs);
      busyMs = 0;
      return pause(restMs, signal);
    },
  };
};
