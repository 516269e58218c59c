/** The client waits for ever on an answer that was lost. @throws what `late` makes, after so many milliseconds */
export const within = async <T>(millis: number, work: Promise<T>, late: () => Error): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(late()), millis)));
  work.catch(() => undefined);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};

export interface Watched {
  /** Something came: the time begins anew. */
  alive(): void;
  /** What is told to end when nothing comes any more. */
  opened<R extends { cancel(): Promise<void> }>(reading: R): R;
}

/**
 * A reading that is late when nothing has come for so long, however long all of it takes: a page that is read slowly and begun
 * again would never be read. Whoever gives it up says so to the server, which else goes on sending to nobody.
 * @throws what `late` makes, after so many silent milliseconds
 */
export const whileAlive = async <T>(millis: number, work: (watched: Watched) => Promise<T>, late: () => Error): Promise<T> => {
  let reading: { cancel(): Promise<void> } | null = null;
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
      reading?.cancel().catch(() => undefined);
    }, millis);
  });
  const working = work({ alive: () => void timer?.refresh(), opened: (each) => (reading = each) });
  working.catch(() => undefined);
  try {
    return await Promise.race([working, tooLate]);
  } finally {
    clearTimeout(timer);
  }
};
