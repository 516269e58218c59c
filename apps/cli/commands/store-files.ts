import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { openEventStore, verifyFile, type SqliteEventStore } from '@firebreak/event-store-sqlite';
import { CommandFailed, progressBar, say } from '../say';

const withStore = async <T>(file: string, work: (store: SqliteEventStore) => T | Promise<T>): Promise<T> => {
  if (!existsSync(file)) throw new CommandFailed(`there is no store at ${file}`);
  const store = openEventStore({ file, readOnly: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

const eventsFile = (data: string): string => (data.endsWith('.db') ? data : path.join(data, 'events.db'));

const verified = (data: string, onRow?: (count: number) => void): ReturnType<typeof verifyFile> => {
  if (!existsSync(eventsFile(data))) throw new CommandFailed(`there is no store at ${eventsFile(data)}`);
  return verifyFile(eventsFile(data), onRow);
};

/** Reads file one only, so it also serves when the server refuses to start. */
export const verify = async ({ data, json }: { readonly data: string; readonly json?: boolean }): Promise<void> => {
  const bar = progressBar('events');
  const total = await withStore(eventsFile(data), (store) => store.rawFileHead().count);
  bar.start(total, 0);
  const result = await verified(data, (count) => (count % 1_000 === 0 ? bar.update(count) : undefined)).finally(() => bar.stop());
  const { events, streams, firstBreak } = result;
  if (json) say(JSON.stringify(result, null, 2));
  if (firstBreak) {
    const place = [firstBreak.position === null ? '' : `position ${firstBreak.position}`, firstBreak.stream ?? '', firstBreak.revision === null ? '' : `revision ${firstBreak.revision}`];
    throw new CommandFailed(`broken at ${place.filter((each) => each !== '').join(', ') || 'the heads'}: ${firstBreak.what}, ${firstBreak.detail}`, 2);
  }
  if (!json) say(`${events} events in ${streams} streams: every hash, id, position and head holds`);
};

export const backup = async (to: string, { data }: { readonly data: string }): Promise<void> => {
  await withStore(eventsFile(data), (store) => store.backup(path.resolve(to)));
  const { events, firstBreak } = await verified(path.resolve(to));
  if (firstBreak) throw new CommandFailed(`the copy is broken: ${firstBreak.detail}`, 2);
  say(`${events} events copied to ${to} and verified; put it as events.db into an empty folder to restore`);
};

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

const finding = (what: string, look: () => string): Finding => {
  try {
    return { what, ok: true, detail: look() };
  } catch (error) {
    return { what, ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
};

const mode = (file: string): string => {
  const bits = statSync(file).mode & 0o777;
  if (bits & 0o077) throw new Error(`others can read it (mode ${bits.toString(8)}); chmod 600 ${file}`);
  return `mode ${bits.toString(8)}`;
};

/** What is there and whether it can be started on. */
export const doctor = async ({ data }: { readonly data: string }): Promise<void> => {
  const inside = (name: string): string => path.join(data, name);
  const findings: Finding[] = [
    finding('node', () => process.version),
    finding('folder', () => (existsSync(data) ? data : `${data} is made at the first start`)),
    finding('format', () => (existsSync(inside('format.json')) ? readFileSync(inside('format.json'), 'utf8').trim() : 'new')),
    finding('keys', () => (existsSync(inside('keys.json')) ? mode(inside('keys.json')) : 'made at the first start')),
    finding('server', () => (existsSync(inside('server.json')) ? (JSON.parse(readFileSync(inside('server.json'), 'utf8')) as { url: string }).url : 'not running')),
  ];
  if (existsSync(inside('events.db'))) {
    const { events, streams, firstBreak } = await verified(data);
    findings.push({ what: 'store', ok: firstBreak === null, detail: firstBreak ? firstBreak.detail : `${events} events in ${streams} streams, verified` });
  }
  for (const { what, ok, detail } of findings) say(`${ok ? 'ok  ' : 'BAD '} ${what.padEnd(8)} ${detail}`);
  if (findings.some(({ ok }) => !ok)) throw new CommandFailed('something is wrong; see the lines marked BAD');
};
