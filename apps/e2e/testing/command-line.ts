import { spawnApp } from './spawn-app';

export interface CommandOutcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** `npx firebreak ...` to its end. */
export const commandLine = (...args: string[]): Promise<CommandOutcome> =>
  new Promise((resolve) => {
    const child = spawnApp('cli', args);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
    child.on('close', (code) => resolve({ code, output, errors }));
  });
