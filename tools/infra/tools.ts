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
  build(into: string): readonly string[];
  readonly from?: string;
}

const fromModule = (module: string, version: string): Recipe => ({ version, build: () => ['install', `${module}@${version}`] });

const manifests = 'tools/infra/manifests';

const recipes = {
  helm: (): Recipe => fromModule('helm.sh/helm/v3/cmd/helm', 'v3.22.0'),
  compose: (): Recipe => fromModule('github.com/compose-spec/compose-go/v2/cmd', 'v2.16.2'),
  manifests: (): Recipe => ({
    version: createHash('sha256').update(read(`${manifests}/main.go`)).update(read(`${manifests}/go.sum`)).digest('hex').slice(0, 12),
    build: (into) => ['build', '-mod=readonly', '-o', path.join(into, 'manifests'), '.'],
    from: path.join(root, manifests),
  }),
};

export type ToolName = keyof typeof recipes;

const cache = path.join(root, 'node_modules', '.cache', 'firebreak', 'tools');
const builtName: Readonly<Record<ToolName, string>> = { helm: 'helm', compose: 'cmd', manifests: 'manifests' };

const install = (name: ToolName, recipe: Recipe, file: string): string | null => {
  if (spawnSync('go', ['version']).status !== 0) return 'there is no Go here';
  mkdirSync(cache, { recursive: true });
  // Built aside and moved in one step, so that two runs at once never meet half a file.
  const aside = mkdtempSync(path.join(cache, `${name}-`));
  try {
    const built = spawnSync('go', [...recipe.build(aside)], { cwd: recipe.from ?? aside, env: { ...process.env, GOBIN: aside }, encoding: 'utf8' });
    if (built.status !== 0) return `it does not build (${built.stderr.trim().split('\n').at(-1) ?? ''})`;
    renameSync(path.join(aside, builtName[name]), file);
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
