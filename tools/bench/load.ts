import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { LoadPlan, LoadResult } from './load-process';

/** The load comes from another process, so that it does not take the server's turn. */
export class Load {
  private constructor(private readonly child: ChildProcess) {}

  static start(): Load {
    return new Load(fork(path.join(__dirname, 'load-process.ts'), { execArgv: process.execArgv }));
  }

  /** @throws Error when any request failed */
  async run(plan: Pick<LoadPlan, 'url' | 'concurrency' | 'lives' | 'calls'> & Partial<LoadPlan>): Promise<LoadResult> {
    const result = await new Promise<LoadResult>((resolve) => {
      this.child.once('message', (message) => resolve(message as LoadResult));
      this.child.send({ perSecond: null, headers: {}, variants: [], ...plan });
    });
    if (result.failed > 0) throw new Error(`${result.failed} of ${plan.lives} failed: ${result.firstFailure}`);
    return result;
  }

  stop(): void {
    this.child.kill();
  }
}
