import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const packagedNode = path.join(root, 'node_modules/.bin/node');
let clone: string;

const manifest = (version: string): string => JSON.stringify({ name: 'clone', version });
const lock = (version: string): string =>
  JSON.stringify({ name: 'clone', version, lockfileVersion: 3, requires: true, packages: { '': { name: 'clone', version } } });

const publish = (version: string): void => {
  writeFileSync(path.join(clone, 'package.json'), manifest(version));
  writeFileSync(path.join(clone, 'package-lock.json'), lock(version));
};

const bootstrap = (env: Record<string, string> = {}): { status: number | null; said: string } => {
  const { status, stderr } = spawnSync(packagedNode, ['tools/bootstrap.mjs'], { cwd: clone, encoding: 'utf8', env: { ...process.env, ...env } });
  return { status, said: stderr };
};

const inClone = (file: string): string => path.join(clone, file);
const stamp = (): string => readFileSync(inClone('node_modules/.firebreak-stamp'), 'utf8');

beforeEach(() => {
  clone = mkdtempSync(path.join(realpathSync(tmpdir()), 'firebreak-clone-'));
  cpSync(path.join(root, 'tools/bootstrap.mjs'), inClone('tools/bootstrap.mjs'));
  publish('1.0.0');
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

it('installs once, in one line, and links the runtime', () => {
  const first = bootstrap();
  expect(first.status).toBe(0);
  expect(first.said.trim().split('\n')).toHaveLength(1);
  expect(existsSync(inClone('node_modules/.bin/node'))).toBe(true);
  expect(bootstrap()).toEqual({ status: 0, said: '' });
});

it('makes the link again when it is missing', () => {
  bootstrap();
  rmSync(inClone('node_modules/.bin/node'));
  expect(bootstrap()).toEqual({ status: 0, said: '' });
  expect(existsSync(inClone('node_modules/.bin/node'))).toBe(true);
});

it('installs again when the lock file asks for something else', () => {
  bootstrap();
  const before = stamp();
  publish('1.1.0');
  expect(bootstrap().status).toBe(0);
  expect(stamp()).not.toBe(before);
});

it('leaves what npm has already brought up to date alone', () => {
  bootstrap();
  rmSync(inClone('node_modules/.firebreak-stamp'));
  writeFileSync(inClone('node_modules/.package-lock.json'), lock('1.0.0'));
  const marker = inClone('node_modules/kept');
  writeFileSync(marker, '');
  expect(bootstrap()).toEqual({ status: 0, said: '' });
  expect(statSync(marker).isFile()).toBe(true);
});

it('works with an empty HOME and leaves nothing in the clone', () => {
  expect(bootstrap({ HOME: '' }).status).toBe(0);
  expect(existsSync(inClone('~'))).toBe(false);
});

it('takes over from an installation that died', () => {
  writeFileSync(inClone('.firebreak-install.lock'), '999999999');
  expect(bootstrap().status).toBe(0);
  expect(existsSync(inClone('.firebreak-install.lock'))).toBe(false);
});

it('says what npm said when it fails', () => {
  writeFileSync(inClone('package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }');
  writeFileSync(inClone('package.json'), JSON.stringify({ name: 'clone', version: '1.0.0', dependencies: { nothing: '1.0.0' } }));
  const { status, said } = bootstrap();
  expect(status).toBe(1);
  expect(said).toMatch(/npm ci/);
});
