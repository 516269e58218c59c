import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { read, root } from '../architecture/tree';

/** A command that was built from Go sources and lies ready. */
export interface Tool {
  run(args: readonly string[], options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly input?: string }): SpawnSyncReturns<string>;
}

interface Recipe {
  /** Another version is another file. */
  readonly version: string;
  /** What `go` makes, and from where. */
  readonly built: string;
  readonly from?: string;
  args(into: string): readonly string[];
}

const published = (module: string, version: string): Recipe => ({ version, built: path.basename(module), args: () => ['install', `${module}@${version}`] });

const own = (folder: string): Recipe => ({
  version: createHash('sha256').update(read(`tools/infra/${folder}/main.go`)).update(read(`tools/infra/${folder}/go.sum`)).digest('hex').slice(0, 12),
  built: folder,
  from: path.join(root, 'tools/infra', folder),
  args: (into) => ['build', '-mod=readonly', '-o', path.join(into, folder), '.'],
});

const recipes = {
  helm: () => published('helm.sh/helm/v3/cmd/helm', 'v3.22.0'),
  'compose-model': () => own('compose-model'),
  manifests: () => own('manifests'),
};

export type ToolName = keyof typeof recipes;

const cache = path.join(root, 'node_modules', '.cache', 'firebreak', 'tools');

const install = (name: ToolName, recipe: Recipe, file: string): string | null => {
  if (spawnSync('go', ['version']).status !== 0) return 'there is no Go here';
  mkdirSync(cache, { recursive: true });
  // Built aside and moved in one step, so that two runs at once never meet half a file.
  const aside = mkdtempSync(path.join(cache, `${name}-`));
  try {
    const built = spawnSync('go', [...recipe.args(aside)], { cwd: recipe.from ?? aside, env: { ...process.env, GOBIN: aside }, encoding: 'utf8' });
    if (built.status !== 0) return `it does not build (${built.stderr.trim().split('\n').at(-1) ?? ''})`;
    renameSync(path.join(aside, recipe.built), file);
    return null;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
};

/** The named command, built on the first call (helm takes about 90 s); null where it cannot be had, which is said in one line. */
export const tool = (name: ToolName): Tool | null => {
  const recipe = recipes[name]();
  const file = path.join(cache, `${name}-${recipe.version}`);
  const missing = existsSync(file) ? null : install(name, recipe, file);
  if (missing !== null) {
    process.stderr.write(`firebreak: what needs ${name} is skipped: ${missing}\n`);
    return null;
  }
  return {
    run: (args, { cwd = root, env = {}, input } = {}) =>
      spawnSync(file, [...args], { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, ...(input === undefined ? {} : { input }) }),
  };
};
