import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(__dirname, '../..');

/** Every file of the repository, whether committed yet or not, without what git ignores. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '' && existsSync(path.join(root, file)))
  .sort();

export const filesLike = (...patterns: RegExp[]): string[] => files.filter((file) => patterns.some((pattern) => pattern.test(file)));

export const sources = (): string[] => filesLike(/\.(ts|tsx|mjs|cjs|js)$/).filter((file) => !/(^|\/)(dist|fixtures)\//.test(file));

export const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export const exists = (file: string): boolean => existsSync(path.join(root, file));

export const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;
