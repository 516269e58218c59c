// `npm run docs` writes the generated pages; `npm run docs -- --check` only says whether they are up to date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { contracts } from '@firebreak/contracts';
import { errorTable } from '@firebreak/http';
import { errorsPage } from './errors-page';
import { eventsPage } from './events-page';

const root = path.resolve(__dirname, '../..');
const pages: Record<string, string> = { 'docs/errors.md': errorsPage(errorTable), 'docs/events.md': eventsPage(contracts) };

for (const [page, wanted] of Object.entries(pages)) {
  const file = path.join(root, page);
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  process.stdout.write(`${process.argv.includes('--check') ? 'stale' : 'wrote'} ${page}\n`);
  if (process.argv.includes('--check')) process.exitCode = 1;
  else writeFileSync(file, wanted);
}
