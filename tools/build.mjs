// `npm run build`: apps and libs to dist/ (or `-- --into DIR`), file by file, as images run them. Specs and testing kits stay behind.
import { transformFile } from '@swc/core';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap.mjs';

const started = performance.now();
const into = process.argv.indexOf('--into');
const dist = into < 0 ? path.join(root, 'dist') : path.resolve(process.argv[into + 1]);
const swc = JSON.parse(readFileSync(path.join(root, '.swcrc'), 'utf8'));
const options = {
  ...swc,
  swcrc: false,
  sourceMaps: true,
  jsc: { ...swc.jsc, baseUrl: root },
};
delete options.$schema;

const left = /(^|\/)(node_modules|fixtures|testing|event-sourcing-testing|e2e)(\/|$)|\.spec\.ts$|\.d\.ts$|(^|\/)(project|tsconfig)\.json$|\.md$/;

const shipped = ['apps', 'libs']
  .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
  .filter((file) => !left.test(file));

const emit = async (file) => {
  const target = path.join(dist, file);
  mkdirSync(path.dirname(target), { recursive: true });
  if (!file.endsWith('.ts')) return copyFileSync(path.join(root, file), target);
  const { code, map } = await transformFile(path.join(root, file), options);
  const output = target.replace(/\.ts$/, '.js');
  writeFileSync(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
  writeFileSync(`${output}.map`, map);
};

if (existsSync(dist) && readdirSync(dist).some((name) => !['apps', 'libs'].includes(name))) {
  process.stderr.write(`firebreak: ${dist} holds something else\n`);
  process.exit(1);
}
rmSync(dist, { recursive: true, force: true });
await Promise.all(shipped.map(emit));
process.stdout.write(`firebreak: ${shipped.length} files in ${path.relative(process.cwd(), dist)}/ after ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
