import { CodedError } from '@firebreak/event-sourcing';

/** Tells those that wait when something has moved; where another process moves it, they look again after a while. */
export class Progress {
  private listeners = new Set<() => void>();

  made(): void {
    for (const listener of this.listeners) listener();
  }

  next(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, atMostMs);
      this.listeners.add(done);
    });
  }

  /** @throws CodedError `position-not-reached` */
  async until(reached: () => Promise<boolean>, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!(await reached())) {
      const left = deadline - performance.now();
      if (left <= 0) throw new CodedError('position-not-reached', { retryAfterSeconds: 1 });
      await this.next(Math.min(left, 50));
    }
  }
}
