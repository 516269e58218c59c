import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Instant } from '@firebreak/event-sourcing';
import { TokenRegister, type NamedToken } from './token-register';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'firebreak-tokens-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (minute: number): Instant => `2026-03-02T08:${String(minute).padStart(2, '0')}:00.000Z` as Instant;
const token = (id: string, name: string, minute: number): NamedToken => ({ id, name, subject: 'svc', roles: ['service'], issuedAt: at(minute), expiresAt: at(59) });

describe('the register of named tokens', () => {
  it('lists what was issued, oldest first, also to another process', () => {
    const register = new TokenRegister(folder);
    register.add(token('b-2', 'nightly', 2));
    register.add(token('a-3', 'importer', 1));
    expect(new TokenRegister(folder).list()).toEqual([
      { ...token('a-3', 'importer', 1), revokedAt: null },
      { ...token('b-2', 'nightly', 2), revokedAt: null },
    ]);
    expect(() => register.add(token('b-2', 'again', 3))).toThrow('unique-violation');
  });

  it('revokes by id or by name, once, and another process sees it at once', () => {
    const [register, server] = [new TokenRegister(folder), new TokenRegister(folder)];
    for (const [id, name] of [['a', 'importer'], ['b', 'importer'], ['c', 'nightly']] as const) register.add(token(id, name, 1));
    expect(['a', 'b', 'c'].map((id) => server.isRevoked(id))).toEqual([false, false, false]);
    expect(register.revoke('a', at(5)).map(({ id }) => id)).toEqual(['a']);
    expect(['a', 'b', 'c'].map((id) => server.isRevoked(id))).toEqual([true, false, false]);
    expect(register.revoke('importer', at(6)).map(({ id }) => id)).toEqual(['b']);
    expect(register.revoke('importer', at(7))).toEqual([]);
    expect(register.revoke('no such', at(7))).toEqual([]);
    expect(server.list().map(({ id, revokedAt }) => [id, revokedAt])).toEqual([['a', at(5)], ['b', at(6)], ['c', null]]);
  });

  it('takes a mark that was left half written for what it says, and a token that was for none', () => {
    const register = new TokenRegister(folder);
    register.add(token('a', 'importer', 1));
    writeFileSync(path.join(folder, 'tokens', 'a.revoked'), '');
    writeFileSync(path.join(folder, 'tokens', 'b.json'), '{"id":');
    expect(register.isRevoked('a')).toBe(true);
    expect(register.list().map(({ id, revokedAt }) => [id, revokedAt])).toEqual([['a', at(1)]]);
  });

  it('lets no id look elsewhere', () => {
    const register = new TokenRegister(folder);
    writeFileSync(path.join(folder, 'elsewhere.revoked'), '');
    expect(['../elsewhere', '', 'a/b', 'a\0b'].map((id) => register.isRevoked(id))).toEqual([true, true, true, true]);
  });

  it('is for its owner alone', () => {
    const register = new TokenRegister(folder);
    register.add(token('a', 'importer', 1));
    register.revoke('a', at(2));
    const mode = (...parts: string[]): number => statSync(path.join(folder, 'tokens', ...parts)).mode & 0o777;
    expect([mode(), mode('a.json'), mode('a.revoked')]).toEqual([0o700, 0o600, 0o600]);
  });
});
