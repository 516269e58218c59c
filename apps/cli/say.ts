import { SingleBar } from 'cli-progress';
import { errorCode } from '@firebreak/event-sourcing';

export const say = (text: string): void => void process.stdout.write(`${text}\n`);
export const warn = (text: string): void => void process.stderr.write(`${text}\n`);

/** Progress goes to the error stream, so that answers can be piped. */
export const progressBar = (what: string, tail = '{eta}s left'): SingleBar =>
  new SingleBar({
    format: `${what.padEnd(9)} {bar} {percentage}% {value}/{total} ${tail}`,
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: false,
    etaBuffer: 50,
  });

/** What stopped a command, for people: the code, and what the details say. */
export const explain = (error: unknown): string => {
  const code = errorCode(error);
  if (code === undefined) return error instanceof Error ? error.message : String(error);
  const { whatToDo, ...details } = (error as { details: Record<string, unknown> }).details;
  const rest = Object.entries(details).map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return [`${code}${rest.length > 0 ? `: ${rest.join(', ')}` : ''}`, ...(typeof whatToDo === 'string' ? [whatToDo] : [])].join('\n');
};

export class CommandFailed extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}
