// One table for every project: its folder, alias and tags. Writes (or checks) the project.json files, the paths of
// tsconfig.base.json and those of .swcrc, so that the three can never disagree. `--write` or `--check`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './bootstrap.mjs';

const lib = (type, folder, name = path.basename(folder)) => ({ name, folder: `libs/${folder}`, type, alias: `@firebreak/${name}` });
const app = (name, type = 'app', more = {}) => ({ name, folder: `apps/${name}`, type, ...more });

export const projects = [
  lib('kernel', 'event-sourcing'),
  lib('testing', 'event-sourcing-testing'),
  lib('contract', 'contracts'),
  lib('pure', 'query-language'),
  lib('pure', 'importing'),
  ...['incident', 'catalog', 'analytics', 'delivery'].map((name) => lib('context', `contexts/${name}`)),
  ...['event-store-sqlite', 'event-store-eventstoredb', 'event-bus-sqlite', 'event-bus-kafka', 'read-store-sqlite', 'read-store-mongodb'].map((name) => lib('adapter', `adapters/${name}`)),
  ...['runtime', 'transport', 'http', 'identity', 'telemetry', 'operations'].map((name) => lib('platform', `platform/${name}`)),
  app('standalone', 'app', { alias: '@firebreak/standalone', entry: 'index.ts' }),
  app('service-host', 'app', { alias: '@firebreak/service-host', entry: 'index.ts' }),
  app('incident-service'),
  app('problem-service'),
  app('analytics-service'),
  app('cli', 'cli'),
  app('e2e'),
  { name: 'tools', folder: 'tools', type: 'tool' },
];

/** Which kinds of project may import which; the finer rules between folders are in .dependency-cruiser.cjs. */
export const mayImport = {
  kernel: ['testing'],
  testing: ['kernel'],
  contract: [],
  pure: [],
  context: ['kernel', 'testing', 'contract', 'pure', 'platform'],
  adapter: ['kernel', 'testing'],
  platform: ['kernel', 'testing', 'platform'],
  app: ['kernel', 'testing', 'contract', 'pure', 'context', 'adapter', 'platform', 'app', 'cli', 'tool'],
  cli: ['kernel', 'testing', 'contract', 'pure', 'adapter', 'platform', 'app', 'tool'],
  tool: ['kernel', 'testing', 'contract', 'pure', 'context', 'adapter', 'platform', 'app', 'cli', 'tool'],
};

const inFolder = (command) => ({ executor: 'nx:run-commands', cache: true, inputs: ['default', '^default'], options: { command } });

const projectFile = ({ name, folder, type, alias }) => ({
  $schema: `${path.relative(folder, '.')}/node_modules/nx/schemas/project-schema.json`,
  name,
  // What others import by an alias is a library to Nx, wherever it lies.
  projectType: alias ? 'library' : 'application',
  sourceRoot: folder.startsWith('libs/') ? `${folder}/src` : folder,
  tags: [`type:${type}`, ...(type === 'context' ? [`context:${name}`] : [])],
  targets: {
    lint: inFolder(`node_modules/.bin/node node_modules/.bin/eslint ${folder} --max-warnings 0`),
    test: inFolder(`node_modules/.bin/node node_modules/.bin/jest ${folder}/ --passWithNoTests`),
    typecheck: inFolder('node_modules/.bin/node node_modules/.bin/tsc -p tsconfig.json --noEmit'),
  },
});

const aliases = () => Object.fromEntries(projects.filter((p) => p.alias).map((p) => [p.alias, [`./${p.folder}/${p.entry ?? 'src/index.ts'}`]]));

const wanted = () => {
  const base = JSON.parse(readFileSync(path.join(root, 'tsconfig.base.json'), 'utf8'));
  const swc = JSON.parse(readFileSync(path.join(root, '.swcrc'), 'utf8'));
  base.compilerOptions.paths = aliases();
  swc.jsc.paths = aliases();
  const present = projects.filter(({ folder }) => existsSync(path.join(root, folder)));
  return [
    ['tsconfig.base.json', base],
    ['.swcrc', swc],
    ...present.map((project) => [`${project.folder}/project.json`, projectFile(project)]),
  ].map(([file, content]) => [file, `${JSON.stringify(content, null, 2)}\n`]);
};

/** The generated files that are missing or differ from the table. */
export const staleFiles = () => {
  const read = (file) => (existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), 'utf8') : '');
  return wanted().filter(([file, content]) => read(file) !== content);
};

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const stale = staleFiles();
  const write = process.argv.includes('--write');
  for (const [file, content] of stale) {
    process.stdout.write(`${write ? 'wrote' : 'stale'} ${file}\n`);
    if (write) writeFileSync(path.join(root, file), content);
  }
  process.exitCode = stale.length > 0 && !write ? 1 : 0;
}
