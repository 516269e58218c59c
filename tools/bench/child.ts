import { fork } from 'node:child_process';
import path from 'node:path';

/** Runs one piece of work in a process of its own, so that its memory is its own. @throws Error when the process ends without an answer */
export const inChild = <Answer>(file: string, input: object): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const child = fork(path.join(__dirname, file), { execArgv: process.execArgv });
    child.once('message', (message) => {
      resolve(message as Answer);
      child.disconnect();
    });
    child.once('exit', (code, signal) => reject(new Error(`${file} ended (${signal ?? code}) without an answer`)));
    child.send(input);
  });

/** The child's side: takes its one input, answers once. */
export const answering = <Input extends object>(work: (input: Input) => Promise<object>): void => {
  process.once('message', (input: Input) => {
    void work(input).then(
      (answer) => process.send!(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
};

/** The most memory this process has had, in MiB. */
export const peakMiB = (): number => process.resourceUsage().maxRSS / 1_024;
