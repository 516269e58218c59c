interface Bulk<Each, Answer> {
  readonly writes: readonly Each[];
  readonly resolve: (answers: readonly Answer[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * What is asked for while a message is on its way goes out behind it as one: each message waits for the disk, however little it carries.
 * No document is in a message twice.
 * @param send answers in the order of what it is given
 * @param isOnesFault whether an error may be about one write only: then all go out again, the bulks of each who asked by themselves
 */
export const joined = <Each extends { readonly id: string }, Answer>(
  send: (writes: readonly Each[]) => Promise<readonly Answer[]>,
  isOnesFault: (error: unknown) => boolean,
): ((writes: readonly Each[]) => Promise<readonly Answer[]>) => {
  const waiting: Bulk<Each, Answer>[] = [];
  let isBusy = false;

  const taken = (): readonly Bulk<Each, Answer>[] => {
    const ids = new Set<string>();
    const isApart = ({ writes }: Bulk<Each, Answer>): boolean => {
      if (writes.some(({ id }) => ids.has(id))) return true;
      for (const { id } of writes) ids.add(id);
      return false;
    };
    const end = waiting.findIndex(isApart);
    return waiting.splice(0, end < 0 ? waiting.length : end);
  };

  const sendAll = async (bulks: readonly Bulk<Each, Answer>[]): Promise<void> => {
    try {
      const answers = await send(bulks.flatMap(({ writes }) => writes));
      let from = 0;
      for (const { writes, resolve } of bulks) resolve(answers.slice(from, (from += writes.length)));
    } catch (error) {
      if (bulks.length > 1 && isOnesFault(error)) for (const each of bulks) await sendAll([each]);
      else for (const { reject } of bulks) reject(error);
    }
  };

  const go = async (): Promise<void> => {
    isBusy = true;
    while (waiting.length > 0) await sendAll(taken());
    isBusy = false;
  };

  return (writes) =>
    new Promise((resolve, reject) => {
      waiting.push({ writes, resolve, reject });
      if (!isBusy) void go();
    });
};
