import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { exists, root } from './tree';

const groups = ['libs', 'libs/contexts', 'libs/adapters', 'libs/platform', 'apps'];
const foldersIn = (group: string): string[] =>
  exists(group)
    ? readdirSync(path.join(root, group), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !groups.includes(`${group}/${entry.name}`))
        .map((entry) => `${group}/${entry.name}`)
    : [];

describe('the table of projects', () => {
  it('agrees with every project file, the aliases and the compiler', () => {
    const { stdout, status } = spawnSync(path.join(root, 'node_modules/.bin/node'), ['tools/projects.mjs', '--check'], { cwd: root, encoding: 'utf8' });
    expect({ stale: stdout, status }).toEqual({ stale: '', status: 0 });
  });

  it('knows every library and app', () => {
    expect(groups.flatMap(foldersIn).filter((folder) => !exists(`${folder}/project.json`))).toEqual([]);
  });
});
