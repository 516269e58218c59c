import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TemporaryFolder {
  file(name: string): string;
  remove(): void;
}

export const temporaryFolder = (): TemporaryFolder => {
  const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-events-'));
  return { file: (name) => path.join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
};
