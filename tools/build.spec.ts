import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const node = path.join(root, 'node_modules/.bin/node');
let folder: string;

const run = (...args: string[]): string => execFileSync(node, args, { cwd: folder, encoding: 'utf8' });

beforeAll(() => {
  folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'firebreak-build-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  run(path.join(root, 'tools/build.mjs'), '--into', path.join(folder, 'dist'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('what is built', () => {
  it('runs without the sources', () => {
    expect(run('dist/apps/cli/main.js', '--help')).toMatch(/^Usage: firebreak/);
  });

  it('has no specs and no testing kits, and brings the data files along', () => {
    const files = readdirSync(path.join(folder, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /\.spec\.|\/testing\/|event-sourcing-testing|project\.json$/.test(file))).toEqual([]);
    expect(files).toContain('libs/importing/mappings/servicenow-audit.yaml');
  });
});
