import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../architecture/tree';

/** A command that was built from its Go module and lies ready. */
export interface Tool {
  run(args: readonly string[], options?: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> }): SpawnSyncReturns<string>;
}

const modules = {
  helm: { module: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0' },
  compose: { module: 'github.com/compose-spec/compose-go/v2/cmd', version: 'v2.16.2' },
} as const;

export type ToolName = keyof typeof modules;

const cache = path.join(root, 'node_modules', '.cache', 'firebreak', 'tools');

const install = (name: ToolName, file: string): string | null => {
  const { module, version } = modules[name];
  if (spawnSync('go', ['version']).status !== 0) return 'there is no Go here';
  mkdirSync(cache, { recursive: true });
  // Built aside and moved in one step, so that two runs at once never meet half a file.
  const aside = mkdtempSync(path.join(cache, `${name}-`));
  try {
    const built = spawnSync('go', ['install', `${module}@${version}`], { cwd: aside, env: { ...process.env, GOBIN: aside }, encoding: 'utf8' });
    if (built.status !== 0) return `${module} does not build: ${built.stderr.trim().split('\n').at(-1) ?? ''}`;
    renameSync(path.join(aside, path.basename(module)), file);
    return null;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
};

/** The named command, built on the first call (helm takes about 90 s); null where it cannot be had, which is said in one line. */
export const tool = (name: ToolName): Tool | null => {
  const file = path.join(cache, `${name}-${modules[name].version}`);
  const missing = existsSync(file) ? null : install(name, file);
  if (missing !== null) {
    process.stderr.write(`firebreak: what needs ${name} is skipped: ${missing}\n`);
    return null;
  }
  return {
    run: (args, { cwd = root, env = {} } = {}) => spawnSync(file, [...args], { cwd, env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
  };
};
