// `npm run new:slice -- incident acknowledge-alert`: the folder of a command that compiles, with its specs, and its line in the module.
// The templates lie in tools/new-slice/<context>/; what they do is small and right, and meant to be replaced.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap.mjs';

const templates = path.join(root, 'tools', 'new-slice');
const suffixes = { decision: '', spec: '.spec', 'http-spec': '.http.spec', request: '.request', controller: '.controller' };

const camel = (kebab) => kebab.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
const pascal = (kebab) => camel(`-${kebab}`);

/** What differs between the kinds of entry of the catalog. */
const entries = {
  service: { key: 'payments-api', registered: 'registered', changed: 'changed', builders: 'changed, registered' },
  group: { key: 'Group 56', registered: 'groupChanged', changed: 'groupChanged', builders: 'groupChanged' },
};

const valuesFor = (context, slice) => {
  const entry = /(^|-)groups?(-|$)/.test(slice) ? 'group' : 'service';
  const words = slice.split('-');
  const verb = words.length > 1 && [context, ...Object.keys(entries)].includes(words.at(-1)) ? words.slice(0, -1).join('-') : slice;
  const label = verb.replaceAll('-', ' ');
  return {
    slice,
    verb,
    command: camel(slice),
    Command: pascal(slice),
    Label: label[0].toUpperCase() + label.slice(1),
    entry,
    Entry: pascal(entry),
    ...entries[entry],
  };
};

const fill = (template, values) =>
  template.replaceAll(/__(\w+?)__/g, (mark, name) => {
    if (!(name in values)) throw new Error(`no value for ${mark}`);
    return values[name];
  });

const oneLineMore = (slices, { slice, Command }) => `${slices}export { ${Command}Controller } from './features/${slice}/${slice}.controller';\n`;

const main = ([context, slice, ...rest]) => {
  const into = rest[0] === '--into' ? path.resolve(rest[1]) : root;
  const known = readdirSync(templates);
  const usage = `usage: npm run new:slice -- <${known.join(' | ')}> <command-in-kebab-case>`;
  if (!known.includes(context) || !/^[a-z]+(-[a-z]+)+$/.test(slice ?? '')) throw new Error(usage);
  const source = path.join(into, 'libs', 'contexts', context, 'src');
  const folder = path.join(source, 'features', slice);
  if (existsSync(folder)) throw new Error(`${path.relative(into, folder)} is there already`);
  const values = valuesFor(context, slice);
  const moduleFile = path.join(source, 'slices.ts');
  const module = oneLineMore(readFileSync(moduleFile, 'utf8'), values);
  mkdirSync(folder, { recursive: true });
  for (const [template, suffix] of Object.entries(suffixes)) {
    const file = path.join(templates, context, `${template}.txt`);
    if (!existsSync(file)) continue;
    const target = path.join(folder, `${slice}${suffix}.ts`);
    writeFileSync(target, fill(readFileSync(file, 'utf8'), values));
    process.stdout.write(`wrote   ${path.relative(into, target)}\n`);
  }
  writeFileSync(moduleFile, module);
  process.stdout.write(`changed ${path.relative(into, moduleFile)}\n`);
  process.stdout.write(`next: npm test -- ${path.relative(into, folder)}\n`);
};

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`firebreak: ${error.message}\n`);
  process.exitCode = 1;
}
