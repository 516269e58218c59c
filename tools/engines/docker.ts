import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the command says. */
export const docker = async (...args: readonly string[]): Promise<string> => (await run('docker', args)).stdout.trim();

/** Whether an engine is there that would start something. */
export const dockerAnswers = async (): Promise<boolean> => {
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
};
