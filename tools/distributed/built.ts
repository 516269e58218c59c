import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
let folder: string | null = null;

/**
 * The services as images have them, built once by each process that starts some and gone with it. Below `node_modules`, where what
 * they need is found.
 * @throws Error with what the build said
 */
export const built = (): string => {
  if (folder !== null) return folder;
  const into = path.join(root, 'node_modules/.cache/firebreak', `built-${process.pid}`);
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'tools/build.mjs'), '--into', into], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the services cannot be built: ${stderr.trim()}`);
  process.once('exit', () => rmSync(into, { recursive: true, force: true }));
  return (folder = into);
};
