import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { inspect } from 'node:util';

interface Question {
  readonly number: number;
  readonly op: string;
  readonly input: object;
}

interface Reply {
  readonly number: number;
  readonly answer?: object;
  readonly failure?: string;
}

/** A process of its own that answers one question after the other and stays warm in between. */
export class Worker {
  private asked = 0;

  private constructor(
    private readonly file: string,
    private readonly child: ChildProcess,
  ) {}

  static start(file: string): Worker {
    const child = fork(path.join(__dirname, file), { execArgv: process.execArgv });
    child.setMaxListeners(0);
    return new Worker(file, child);
  }

  /** @throws Error when the work failed or the process ended */
  ask<Answer extends object>(op: string, input: object = {}): Promise<Answer> {
    const number = (this.asked += 1);
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`${this.file} ended (${code}) at ${op}`));
      const told = (reply: Reply): void => {
        if (reply.number !== number) return;
        this.child.off('message', told).off('exit', ended);
        if (reply.failure === undefined) resolve(reply.answer as Answer);
        else reject(new Error(`${this.file}, ${op}: ${reply.failure}`));
      };
      this.child.on('message', told).once('exit', ended);
      this.child.send({ number, op, input } satisfies Question);
    });
  }

  stop(): void {
    this.child.kill();
  }
}

/** The worker's side. */
export const serving = (work: Readonly<Record<string, (input: never) => Promise<object>>>): void => {
  process.once('SIGTERM', () => process.exit(0));
  process.on('message', ({ number, op, input }: Question) => {
    void work[op]!(input as never).then(
      (answer) => process.send!({ number, answer } satisfies Reply),
      (error: unknown) => process.send!({ number, failure: inspect(error) } satisfies Reply),
    );
  });
};
