interface Waiting<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | PromiseLike<Answer>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Hands on together what is asked for in one turn: a hundred single writes would each wait for the disk.
 * @param all answers in order of what was asked; each answer is somebody's own success or failure
 */
export const gathered = <Asked, Answer>(all: (asked: readonly Asked[]) => Promise<readonly PromiseLike<Answer>[]>): ((asked: Asked) => Promise<Answer>) => {
  let waiting: Waiting<Asked, Answer>[] = [];

  const go = async (): Promise<void> => {
    const taken = waiting;
    waiting = [];
    try {
      const answers = await all(taken.map(({ asked }) => asked));
      for (const [at, { resolve }] of taken.entries()) resolve(answers[at]!);
    } catch (error) {
      for (const { reject } of taken) reject(error);
    }
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      if (waiting.length === 1) queueMicrotask(() => void go());
    });
};
