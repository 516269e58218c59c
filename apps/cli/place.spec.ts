import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { atAddress, placeOf, withAddress, type Place } from './place';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-place-'));
const file = path.join(folder, 'token');
const names = ['FIREBREAK_URL', 'FIREBREAK_TOKEN', 'FIREBREAK_TOKEN_FILE'] as const;
const before = names.map((name) => process.env[name]);
beforeEach(() => {
  writeFileSync(file, 'from-file\n');
  for (const name of names) delete process.env[name];
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  names.forEach((name, n) => (before[n] === undefined ? delete process.env[name] : (process.env[name] = before[n])));
});

const place = (...args: string[]): Place => {
  const command = withAddress(new Command('try'));
  command.parse(args, { from: 'user' });
  return placeOf(command);
};
const server = (...args: string[]): readonly [string, string] => {
  const found = place(...args);
  if (!atAddress(found)) throw new Error('a folder');
  return [found.server.url, found.server.token()];
};

describe('where a command works', () => {
  it('is a folder unless something else is said', () => {
    expect(place('--data', folder)).toEqual({ dir: folder });
    expect(place()).toEqual({ dir: '.firebreak' });
  });

  it('is an address with a token from a file, a variable or the command line', () => {
    expect(server('--url', 'https://fire.example.org/', '--token-file', file)).toEqual(['https://fire.example.org', 'from-file']);
    process.env['FIREBREAK_URL'] = 'https://fire.example.org/base/';
    process.env['FIREBREAK_TOKEN'] = 'from-variable';
    expect(server()).toEqual(['https://fire.example.org/base', 'from-variable']);
    expect(server('--token-file', file)[1]).toBe('from-file');
    expect(server('--token', 'typed')[1]).toBe('typed');
  });

  it('is the folder that is named, whatever the environment says', () => {
    process.env['FIREBREAK_URL'] = 'https://fire.example.org';
    expect(place('--data', folder)).toEqual({ dir: folder });
  });

  it('has the token that its file holds by now', () => {
    const found = place('--url', 'http://127.0.0.1:1', '--token-file', file) as Extract<Place, { server: unknown }>;
    writeFileSync(file, 'renewed');
    expect(found.server.token()).toBe('renewed');
  });

  it.each([
    [['--url', 'https://a.example', '--data', folder, '--token', 'x'], '--url or --data, not both'],
    [['--url', 'https://a.example', '--token', 'x', '--token-file', file], '--token or --token-file, not both'],
    [['--url', 'https://a.example'], 'who asks https://a.example? Give --token-file, or FIREBREAK_TOKEN'],
    [['--url', 'ftp://a.example', '--token', 'x'], 'ftp://a.example is no address like https://firebreak.example.org'],
    [['--url', 'https://u:p@a.example', '--token', 'x'], 'an address has no user in it; who asks is said by the token'],
    [['--url', 'https://a.example', '--token-file', `${file}-not`], `no token can be read from ${file}-not (ENOENT)`],
    [['--url', 'https://a.example', '--token', 'sch\u00fcssel'], 'the token is empty, or has characters that no token has'],
  ])('is refused in one line: %j', (args, line) => {
    expect(() => place(...args)).toThrow(new Error(line));
  });
});
