import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ImportError } from '../import-error';
import type { Mapping } from './mapping';
import { mappingsFolder, parseMapping } from './parse-mapping';

/** Names under which the shipped mappings are found. */
export const shippedMappings = (): readonly string[] =>
  readdirSync(mappingsFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();

const isPath = (nameOrFile: string): boolean => /[\\/]|\.ya?ml$/.test(nameOrFile);

/**
 * A shipped mapping by its name, or one of your own by its file (anything with a slash or ending in .yaml or .yml).
 * @throws ImportError `unknown-mapping` with the names there are, `bad-mapping`, `unreadable-file`
 */
export const loadMapping = (nameOrFile: string): Mapping => {
  if (!isPath(nameOrFile)) {
    const known = shippedMappings();
    if (!known.includes(nameOrFile)) {
      throw new ImportError('unknown-mapping', `no mapping is named ${nameOrFile}; there are ${known.join(', ')}`, { mapping: nameOrFile, known });
    }
  }
  const file = isPath(nameOrFile) ? nameOrFile : path.join(mappingsFolder, `${nameOrFile}.yaml`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ImportError('unreadable-file', `cannot read the mapping ${file}`, { file, cause: String(error) });
  }
  return parseMapping(text, nameOrFile);
};
