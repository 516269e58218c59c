import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesLike, root } from './tree';

const fixtures = path.join(root, 'tools/architecture/fixtures');
const node = path.join(root, 'node_modules/.bin/node');
const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);

const run = (cwd: string, args: string[], input = ''): string =>
  spawnSync(node, args, { cwd, input, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NX_DAEMON: 'false' } }).stdout;

const fixtureFiles = filesLike(/^tools\/architecture\/fixtures\/.*\.ts$/).map((file) => path.relative(fixtures, path.join(root, file)));
const source = (file: string): string => readFileSync(path.join(fixtures, file), 'utf8');

interface Cruise {
  summary: { violations: { from: string; rule: { name: string } }[]; ruleSetUsed: { forbidden: { name: string }[] } };
}
interface Lint {
  filePath: string;
  messages: { ruleId: string; line: number }[];
}

describe('the rules between folders', () => {
  const rules = ['--config', path.join(root, '.dependency-cruiser.cjs'), '--output-type', 'json', 'libs', 'apps', 'tools'];
  const { summary } = JSON.parse(run(fixtures, [bin('depcruise'), ...rules])) as Cruise;
  const expected = fixtureFiles.flatMap((file) => {
    const rule = /^\/\/ rejected by: (\S+)$/m.exec(source(file))?.[1];
    return rule === undefined ? [] : [{ file, rule }];
  });

  it.each(expected)('$rule rejects $file', ({ file, rule }) => {
    expect(summary.violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('have a fixture each', () => {
    const rejected = new Set(expected.map(({ rule }) => rule));
    expect(summary.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !rejected.has(name))).toEqual([]);
  });

  it('leave files without a mistake alone', () => {
    const clean = fixtureFiles.filter((file) => !source(file).includes('rejected by'));
    expect(summary.violations.map(({ from }) => from).filter((file) => clean.includes(file))).toEqual([]);
  });
});

describe('the rules inside a file', () => {
  const config = ['--config', path.join(root, 'eslint.config.mjs'), '--format', 'json', '.'];
  const reports = JSON.parse(run(fixtures, [bin('eslint'), ...config])) as Lint[];
  const found = new Map(reports.map(({ filePath, messages }) => [path.relative(fixtures, filePath), messages]));
  const marked = fixtureFiles.filter((file) => source(file).includes('// lint: '));

  it.each(marked)('report every marked line of %s and no other', (file) => {
    const expected = source(file)
      .split('\n')
      .flatMap((line, index) => (/ \/\/ lint: (.+)$/.exec(line)?.[1]?.split(' ') ?? []).map((rule) => `${index + 1} ${rule}`));
    const reported = new Set((found.get(file) ?? []).map(({ line, ruleId }) => `${line} ${ruleId}`));
    expect([...reported].sort()).toEqual(expected.sort());
  });
});

describe('the rule between projects', () => {
  beforeAll(() => run(root, [bin('nx'), 'show', 'projects']));

  const reported = (file: string, imported: string): string[] => {
    const config = ['--config', 'tools/architecture/boundaries.config.mjs', '--format', 'json', '--stdin', '--stdin-filename', file];
    const output = run(root, [bin('eslint'), ...config], `import * as other from '${imported}';\nexport const used = other;\n`);
    return (JSON.parse(output) as Lint[]).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  };

  it('rejects an import that the tags forbid', () => {
    expect(reported('libs/event-sourcing/src/probe.ts', '@firebreak/importing')).toEqual(['@nx/enforce-module-boundaries']);
  });

  it('accepts one that they allow', () => {
    expect(reported('tools/probe.ts', '@firebreak/importing')).toEqual([]);
  });
});
