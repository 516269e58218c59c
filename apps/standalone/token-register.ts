import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import { CodedError, type Instant } from '@firebreak/event-sourcing';
import type { Role } from '@firebreak/identity';

/** What is kept of a named token: everything but the token. */
export interface NamedToken {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

export interface ListedToken extends NamedToken {
  readonly revokedAt: Instant | null;
}

const idForm = /^[A-Za-z0-9-]{1,64}$/;

/** There at once or not at all, for its owner alone, and still there after a power cut. Answers false when it was there before. */
const createOnce = (dir: string, file: string, content: object): boolean => {
  try {
    const handle = openSync(path.join(dir, file), 'wx', 0o600);
    try {
      writeSync(handle, `${JSON.stringify(content)}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (!isThere(error)) throw error;
    return false;
  }
  const folder = openSync(dir, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
  return true;
};

const isThere = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EEXIST';

/**
 * The named tokens of a data folder: `tokens/ID.json` for each, `tokens/ID.revoked` once it is revoked. Files are only ever
 * created, so that the command line and a running server need no lock between them.
 */
export class TokenRegister {
  private readonly dir: string;

  constructor(dataFolder: string) {
    this.dir = path.join(dataFolder, 'tokens');
    mkdirSync(this.dir, { recursive: true, mode: 0o700 });
  }

  add(token: NamedToken): void {
    if (!createOnce(this.dir, `${token.id}.json`, token)) throw new CodedError('unique-violation', { id: token.id });
  }

  /** Oldest first. */
  list(): ListedToken[] {
    return readdirSync(this.dir)
      .filter((file) => file.endsWith('.json'))
      .flatMap((file) => this.read(file))
      .sort((a, b) => (a.issuedAt === b.issuedAt ? (a.id < b.id ? -1 : 1) : a.issuedAt < b.issuedAt ? -1 : 1));
  }

  /** By id or by name, those that are not revoked yet. Answers which it revoked. */
  revoke(idOrName: string, now: Instant): ListedToken[] {
    return this.list()
      .filter(({ id, name, revokedAt }) => revokedAt === null && (id === idOrName || name === idOrName))
      .filter(({ id }) => createOnce(this.dir, `${id}.revoked`, { revokedAt: now }))
      .map((token) => ({ ...token, revokedAt: now }));
  }

  /** Asked at every request. A folder that cannot be looked into lets nobody pass. */
  isRevoked(id: string): boolean {
    return !idForm.test(id) || statSync(path.join(this.dir, `${id}.revoked`), { throwIfNoEntry: false }) !== undefined;
  }

  private read(file: string): ListedToken[] {
    const token = parsed(readFileSync(path.join(this.dir, file), 'utf8')) as NamedToken | null;
    if (!token) return [];
    const mark = path.join(this.dir, `${token.id}.revoked`);
    if (!statSync(mark, { throwIfNoEntry: false })) return [{ ...token, revokedAt: null }];
    return [{ ...token, revokedAt: (parsed(readFileSync(mark, 'utf8')) as { revokedAt: Instant } | null)?.revokedAt ?? token.issuedAt }];
  }
}

/** Null for what a power cut left half written; its token was never shown to anybody. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};
