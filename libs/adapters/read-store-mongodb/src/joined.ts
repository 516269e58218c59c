interface Bulk<Each, Answer> {
  readonly writes: readonly Each[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

/** @param again whether the same writes may have come through before */
export type Send<Each, Answer> = (writes: readonly Each[], again: boolean) => Promise<readonly Answer[]>;

/** Of so many writes one message is made at most, but for a single bulk. */
const mostWrites = 2_000;

/**
 * What is asked for while a message is on its way goes out behind it as one: each message waits for the disk, however little it carries.
 * Bulks that name the same document do not go together.
 * @param send answers in the order of what it is given
 */
export const joined = <Each extends { readonly id: string }, Answer>(send: Send<Each, Answer>, most = mostWrites): ((writes: readonly Each[]) => Promise<readonly Answer[]>) => {
  const waiting: Bulk<Each, Answer>[] = [];
  let isBusy = false;

  const taken = (): readonly Bulk<Each, Answer>[] => {
    const ids = new Set<string>();
    let count = 0;
    const isApart = ({ writes }: Bulk<Each, Answer>): boolean => {
      if (count > 0 && (count + writes.length > most || writes.some(({ id }) => ids.has(id)))) return true;
      count += writes.length;
      for (const { id } of writes) ids.add(id);
      return false;
    };
    const end = waiting.findIndex(isApart);
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const sendAll = async (bulks: readonly Bulk<Each, Answer>[], again: boolean): Promise<void> => {
    try {
      const answers = await send(
        bulks.flatMap(({ writes }) => writes),
        again,
      );
      let from = 0;
      for (const { writes, resolve } of bulks) resolve(answers.slice(from, (from += writes.length)));
    } catch (error) {
      // One that nobody can send, or whose fate nobody knows, must not keep the others from being written.
      if (bulks.length > 1) await Promise.all(bulks.map((each) => sendAll([each], true)));
      else for (const { reject } of bulks) reject(error);
    }
  };

  const go = async (): Promise<void> => {
    isBusy = true;
    while (waiting.length > 0) await sendAll(taken(), false);
    isBusy = false;
  };

  return (writes) =>
    new Promise((resolve, reject) => {
      waiting.push({ writes, resolve, reject });
      if (!isBusy) void go();
    });
};
