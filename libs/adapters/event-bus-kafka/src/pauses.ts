export interface Pauses {
  /** Does something later, or never when it was stopped before. */
  after(millis: number, then: () => void): void;
  /** Resolves after so many milliseconds, or when it was stopped. */
  wait(millis: number): Promise<void>;
  readonly stopped: Promise<void>;
}

/** Timers that end with a signal. */
export const pauses = (signal: AbortSignal): Pauses => {
  const timers = new Set<NodeJS.Timeout>();
  const stopped = new Promise<void>((resolve) => {
    const stop = (): void => {
      for (const timer of timers) clearTimeout(timer);
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
  const after = (millis: number, then: () => void): void => {
    if (signal.aborted) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      then();
    }, millis);
    timers.add(timer);
  };
  return { after, stopped, wait: (millis) => Promise.race([stopped, new Promise<void>((resolve) => after(millis, resolve))]) };
};
