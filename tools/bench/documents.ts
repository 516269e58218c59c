import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { merged, resultTable, runTable, type BenchResult } from './results';

const begin = '<!-- written by npm run bench -- --write: begin -->';
const end = '<!-- end -->';

/** The page with what is between the marks made anew. @throws Error without the marks */
export const withResults = (page: string, results: readonly BenchResult[]): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/benchmarks.md has lost the marks between which the results stand');
  return `${page.slice(0, from + begin.length)}\n\n${resultTable(results)}\n\n${runTable(results)}\n\n${page.slice(to)}`;
};

/** Keeps the results of this run, and of earlier runs for the benches that were left out. */
export const keepResults = (folder: string, taken: readonly BenchResult[], order: readonly string[]): void => {
  const [data, page] = [path.join(folder, 'benchmarks.json'), path.join(folder, 'benchmarks.md')];
  const kept = existsSync(data) ? (JSON.parse(readFileSync(data, 'utf8')) as BenchResult[]) : [];
  const results = merged(kept, taken, order);
  writeFileSync(data, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(page, withResults(readFileSync(page, 'utf8'), results));
};
