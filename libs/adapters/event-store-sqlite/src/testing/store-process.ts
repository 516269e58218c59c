import { writeSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { errorCode, type EventToAppend } from '@firebreak/event-sourcing';
import { openEventStore } from '../sqlite-event-store';

/** Started by specs as a process of its own: `store-process.ts hold|append FILE [FAILPOINT HIT]`. */
export const appendSize = 3;

const say = (line: object): void => void writeSync(1, `${JSON.stringify(line)}\n`);

export const eventsOf = (stream: string, round: number): EventToAppend[] =>
  Array.from({ length: appendSize }, (_, index) => {
    const data = JSON.stringify({ stream, round, index, padding: 'x'.repeat(400) });
    const hash = createHash('sha256').update(data).digest('hex');
    return { id: hash.slice(0, 36), type: 'Noted', data, metadata: '{}', hash };
  });

const killAt = (name: string, hit: number): ((reached: string) => void) => {
  let hits = 0;
  return (reached) => {
    if (reached === name && (hits += 1) === hit) process.kill(process.pid, 'SIGKILL');
  };
};

const main = async ([mode, file, failpoint, hit]: readonly string[]): Promise<void> => {
  const store = openEventStore({ file: file!, ...(failpoint ? { failpoint: killAt(failpoint, Number(hit)) } : {}) });
  say({ open: process.pid });
  if (mode === 'hold') await store.waitForMore(await store.head(), new AbortController().signal);
  const writer = async (stream: string): Promise<void> => {
    for (let round = 0; ; round += 1) {
      const expected = round * appendSize - 1;
      const { revision } = await store.append(stream, expected, eventsOf(stream, round));
      say({ acked: stream, revision });
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, index) => writer(`light-default.${process.pid}-${index}`)));
};

if (require.main === module) {
  // Holds the process while nothing but a promise is awaited.
  setInterval(() => undefined, 60_000);
  main(process.argv.slice(2)).catch((error: unknown) => {
    say({ code: errorCode(error), details: (error as { details?: object }).details });
    process.exit(1);
  });
}
