import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '..');
const slices = [
  ['incident', 'acknowledge-alert'],
  ['catalog', 'rename-service'],
  ['catalog', 'rename-group'],
] as const;
let copy: string;

const node = (cwd: string, ...args: string[]): { status: number | null; said: string } => {
  const { status, stdout, stderr } = spawnSync(path.join(root, 'node_modules/.bin/node'), args, { cwd, encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
};
const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);
const generate = (...args: string[]): { status: number | null; said: string } => node(root, 'tools/new-slice.mjs', ...args, '--into', copy);
const folder = (context: string, slice: string): string => `libs/contexts/${context}/src/features/${slice}`;
const moduleLines = (context: string): string[] => readFileSync(path.join(copy, `libs/contexts/${context}/src/slices.ts`), 'utf8').split('\n');

beforeAll(() => {
  copy = mkdtempSync(path.join(realpathSync(tmpdir()), 'firebreak-slices-'));
  for (const name of ['libs', 'package.json', 'jest.config.js', '.swcrc', 'tsconfig.json', 'tsconfig.base.json', '.dependency-cruiser.cjs']) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('a new slice', () => {
  it.each(slices)('of %s called %s is a folder, and one line beside the module', (context, slice) => {
    const before = moduleLines(context);
    expect(generate(context, slice).status).toBe(0);
    const added = moduleLines(context).filter((line) => !before.includes(line));
    expect(added).toHaveLength(1);
    expect(existsSync(path.join(copy, folder(context, slice), `${slice}.controller.ts`))).toBe(true);
  });

  it('passes its own specs', () => {
    const { status, said } = node(copy, bin('jest'), '--rootDir', copy, ...slices.map(([context, slice]) => folder(context, slice)));
    expect({ status, said }).toEqual({ status: 0, said: expect.stringMatching(/Test Suites: [3-6] passed/) as unknown });
  });

  it('compiles', () => {
    const include = slices.flatMap(([context, slice]) => [folder(context, slice), `libs/contexts/${context}/src/slices.ts`]);
    const check = { extends: './tsconfig.json', include: ['libs/**/*.d.ts', ...include], exclude: [] };
    writeFileSync(path.join(copy, 'tsconfig.slices.json'), JSON.stringify(check));
    const { status, said } = node(copy, bin('tsc'), '-p', 'tsconfig.slices.json', '--noEmit', '--pretty', 'false');
    expect([0, 2]).toContain(status);
    expect(said.split('\n').filter((line) => slices.some(([, slice]) => line.includes(`/${slice}/`)))).toEqual([]);
  });

  it('keeps the import rules', () => {
    const folders = slices.map(([context, slice]) => folder(context, slice));
    const { said } = node(copy, bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...folders);
    expect(said).toMatch(/no dependency violations found/);
  });

  it('is refused where there is one of that name, or no such context', () => {
    expect(generate('incident', 'resolve-incident')).toEqual({ status: 1, said: expect.stringMatching(/is there already/) as unknown });
    expect(generate('nowhere', 'do-something')).toEqual({ status: 1, said: expect.stringMatching(/^firebreak: usage: /) as unknown });
  });
});
