import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CodedError } from '@firebreak/event-sourcing';
import { isBusy, unopened } from './sqlite-errors';

export interface WriterLock {
  release(): void;
}

/** A lock that nobody can reach any more would be collected, closed and given away while its process lives. */
const held = new Set<DatabaseSync>();

const knownPid = (file: string): number | null => {
  try {
    return Number(readFileSync(file, 'utf8')) || null;
  } catch {
    return null;
  }
};

/** Only for the message: without room for it the lock holds all the same. */
const note = (pidFile: string): void => {
  try {
    writeFileSync(pidFile, String(process.pid));
  } catch {
    rmSync(pidFile, { force: true });
  }
};

/**
 * The right to write to a store. The operating system holds it for the life of the process, so nothing has to be
 * cleaned up after a kill. The process id lies in a file of its own: closing a second descriptor of the locked file
 * would give the lock away.
 * @throws CodedError `data-folder-in-use` {path, pid, message}, `store-unavailable`
 */
export const takeWriterLock = (storeFile: string): WriterLock => {
  const [lockFile, pidFile] = [`${storeFile}.lock`, `${storeFile}.pid`];
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(lockFile, { timeout: 0 });
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw unopened(error, lockFile);
    const folder = path.dirname(path.resolve(storeFile));
    const pid = knownPid(pidFile);
    const holder = pid === null ? 'another Firebreak process' : `another Firebreak process (${pid})`;
    const message = `${folder} is in use by ${holder}: stop it, or choose another folder with --data.`;
    throw new CodedError('data-folder-in-use', { path: folder, pid, message });
  }
  note(pidFile);
  const taken = lock;
  held.add(taken);
  return {
    release: () => {
      rmSync(pidFile, { force: true });
      held.delete(taken);
      taken.close();
    },
  };
};
