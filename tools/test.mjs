// `npm test`: lint, types and import rules side by side, then every spec, then one line that says how it went.
// With arguments (`npm test -- libs/importing`) only the matching specs run; `--checks` runs all but the specs.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { packagedNode, root } from './bootstrap.mjs';

const bin = (name) => path.join(root, 'node_modules', '.bin', name);
const cache = path.join(root, 'node_modules', '.cache', 'firebreak');
const reportFile = path.join(cache, 'specs.json');
const typesCache = ['--incremental', '--tsBuildInfoFile', path.join(cache, 'types.tsbuildinfo')];
const say = (line) => process.stdout.write(`firebreak: ${line}\n`);
const folders = ['libs', 'apps', 'tools'].filter((folder) => existsSync(path.join(root, folder)));
const workers = Math.min(availableParallelism(), 4);
const running = new Set();

const run = (args, { quiet, env = {} }) =>
  new Promise((resolve) => {
    const started = performance.now();
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(packagedNode, args, { cwd: root, stdio, env: { ...process.env, NX_DAEMON: 'false', ...env } });
    running.add(child);
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => {
      running.delete(child);
      resolve({ ok: code === 0, output, seconds: ((performance.now() - started) / 1000).toFixed(1) });
    });
  });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill(signal);
    process.exit(130);
  });
}

const check = async (name, ...steps) => {
  let seconds = 0;
  for (const args of steps) {
    const result = await run(args, { quiet: true });
    seconds += Number(result.seconds);
    if (!result.ok) {
      say(`${name} failed after ${seconds.toFixed(1)} s\n${result.output.trimEnd()}`);
      return false;
    }
  }
  say(`${name} passed in ${seconds.toFixed(1)} s`);
  return true;
};

const checks = async () => {
  say('lint, types and import rules (side by side) ...');
  const outcomes = await Promise.all([
    // Without a cached project graph the boundary rule passes everything in silence.
    check('lint', [bin('nx'), 'show', 'projects'], [bin('eslint'), '.', '--max-warnings', '0']),
    check('types', [bin('tsc'), '-p', 'tsconfig.json', '--noEmit', '--pretty', 'false', ...typesCache]),
    check('import rules', [bin('depcruise'), '--config', '.dependency-cruiser.cjs', ...folders]),
  ]);
  return outcomes;
};

const specs = async (args) => {
  say(args.length > 0 ? 'specs that match ...' : 'all specs ...');
  mkdirSync(cache, { recursive: true });
  rmSync(reportFile, { force: true });
  const { ok } = await run([bin('jest'), '--json', `--outputFile=${reportFile}`, ...(args.length > 0 ? args : [`--maxWorkers=${workers}`])], { quiet: false });
  try {
    const report = JSON.parse(readFileSync(reportFile, 'utf8'));
    return {
      passed: report.numPassedTests,
      failed: Math.max(report.numFailedTests + report.numRuntimeErrorTestSuites, ok ? 0 : 1),
      skipped: report.numPendingTests + report.numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

const args = process.argv.slice(2);
const onlyChecks = args.includes('--checks');
const outcomes = args.length > 0 && !onlyChecks ? [] : await checks();
const tests = onlyChecks ? { passed: 0, failed: 0, skipped: 0 } : await specs(args);
const passed = tests.passed + outcomes.filter(Boolean).length;
const failed = tests.failed + outcomes.filter((ok) => !ok).length;

say(`${passed} passed, ${failed} failed, ${tests.skipped} skipped`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
