import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { CodedError } from '@firebreak/event-sourcing';
import { newSigningKey, parseSigningKey, type SigningKey } from '@firebreak/identity';

const formatVersion = 1;

/** Everything a standalone keeps, in one folder. */
export interface DataFolder {
  readonly dir: string;
  /** File one: the source of truth, the only file a backup needs. */
  readonly eventsFile: string;
  /** File two: bus log and read models, made again from file one. */
  readonly readFile: string;
  /** Address and local token of the running server, for its owner alone. */
  readonly serverFile: string;
  readonly keys: Keys;
  /** There while a sample history is being played. */
  readonly sampleFile: string;
  readonly isNew: boolean;
}

export interface Keys {
  readonly signing: SigningKey;
  readonly macKey: Uint8Array;
}

const writePartial = (file: string, text: string): string => {
  const partial = `${file}.${randomBytes(6).toString('hex')}.partial`;
  writeFileSync(partial, text, { mode: 0o600 });
  chmodSync(partial, 0o600);
  return partial;
};

const writePrivately = (file: string, text: string): void => renameSync(writePartial(file, text), file);

/** Whole or not at all, and never over what another start has written meanwhile: both then read the same. */
const writeOnce = (file: string, text: string): void => {
  const partial = writePartial(file, text);
  try {
    linkSync(partial, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(partial);
  }
};

const checkFormat = (file: string): void => {
  if (!existsSync(file)) return writePrivately(file, `${JSON.stringify({ format: formatVersion })}\n`);
  const { format } = JSON.parse(readFileSync(file, 'utf8')) as { format: number };
  if (format > formatVersion) throw new CodedError('data-format-newer', { path: file, format, known: formatVersion, whatToDo: 'start a newer Firebreak on this folder' });
};

const openKeys = (file: string): Keys => {
  if (!existsSync(file)) writeOnce(file, `${JSON.stringify({ signing: newSigningKey(), macKey: randomBytes(32).toString('base64') })}\n`);
  const { signing, macKey } = JSON.parse(readFileSync(file, 'utf8')) as { signing: object; macKey: string };
  return { signing: parseSigningKey(JSON.stringify(signing)), macKey: Buffer.from(macKey, 'base64') };
};

/** @throws CodedError `data-format-newer`, `invalid-signing-key` */
export const openDataFolder = (dir: string): DataFolder => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const inside = (name: string): string => path.join(dir, name);
  const eventsFile = inside('events.db');
  const isNew = !existsSync(eventsFile);
  checkFormat(inside('format.json'));
  return { dir, eventsFile, readFile: inside('read.db'), serverFile: inside('server.json'), sampleFile: inside('sample.json'), keys: openKeys(inside('keys.json')), isNew };
};

export const dropReadFile = ({ readFile }: DataFolder): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${readFile}${suffix}`, { force: true });
};

export const announceServer = ({ serverFile }: DataFolder, server: { readonly url: string; readonly token: string; readonly pid: number }): void =>
  writePrivately(serverFile, `${JSON.stringify(server)}\n`);

export const withdrawServer = ({ serverFile }: DataFolder): void => rmSync(serverFile, { force: true });
