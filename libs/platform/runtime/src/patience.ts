import { late, type Patience } from '@firebreak/event-sourcing';

/** Waits so many milliseconds and no longer. */
export const patience =
  (millis: number): Patience =>
  async (work) => {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<typeof late>((resolve) => void (timer = setTimeout(() => resolve(late), millis)));
    try {
      return await Promise.race([work, over]);
    } finally {
      clearTimeout(timer);
    }
  };
