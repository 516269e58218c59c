import { existsSync } from 'node:fs';
import path from 'node:path';

/** Folder of the public logs and their truth files, which are no part of the repository; null where there is none. */
export const dataFolder = (): string | null => {
  const folder = process.env['FIREBREAK_DATA'] ?? path.join(__dirname, '..', '..', 'shared', 'data');
  return existsSync(path.join(folder, 'logs')) && existsSync(path.join(folder, 'truth')) ? path.resolve(folder) : null;
};
