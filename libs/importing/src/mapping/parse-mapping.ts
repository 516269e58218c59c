import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { parseDocument } from 'yaml';
import { ImportError } from '../import-error';
import { checkMeaning } from './check-meaning';
import type { Mapping } from './mapping';

/** Folder of the shipped mappings and of their schema. */
export const mappingsFolder = path.join(__dirname, '..', '..', 'mappings');

let validator: ValidateFunction<Mapping> | undefined;

const validate = (): ValidateFunction<Mapping> => {
  validator ??= new Ajv2020({ allErrors: false, strict: false }).compile<Mapping>(
    JSON.parse(readFileSync(path.join(mappingsFolder, 'mapping.schema.json'), 'utf8')) as object,
  );
  return validator;
};

const wrong = (name: string, at: string, reason: string): ImportError =>
  new ImportError('bad-mapping', `mapping ${name}: ${at === '' ? '/' : at} ${reason}`, { mapping: name, path: at === '' ? '/' : at, reason });

const reasonOf = ({ keyword, params, message }: ErrorObject): string => {
  if (keyword === 'additionalProperties') return `does not know "${String(params['additionalProperty'])}"`;
  if (keyword === 'enum') return `must be one of ${(params['allowedValues'] as unknown[]).join(', ')}`;
  return message ?? keyword;
};

const vague = new Set(['type', 'anyOf']);

/** Of the errors of all alternatives, the one that is deepest in the document and says more than that another kind of value fits. */
const telling = (errors: readonly ErrorObject[]): ErrorObject | undefined => {
  const depth = Math.max(...errors.map(({ instancePath }) => instancePath.length));
  const deepest = errors.filter(({ instancePath }) => instancePath.length === depth);
  return deepest.find(({ keyword }) => !vague.has(keyword)) ?? deepest[0];
};

/**
 * Reads a mapping. `name` is only for messages.
 * @throws ImportError `bad-mapping` with the path of the first thing that is wrong
 */
export const parseMapping = (yaml: string, name = 'file'): Mapping => {
  const document = parseDocument(yaml, { prettyErrors: true, uniqueKeys: true, stringKeys: true });
  const broken = document.errors[0];
  if (broken) throw wrong(name, `line ${broken.linePos?.[0].line ?? 1}`, broken.message.split('\n')[0] ?? 'is no YAML');
  const mapping: unknown = document.toJS({ maxAliasCount: 100 });
  const valid = validate();
  if (!valid(mapping)) {
    const error = telling(valid.errors ?? []);
    throw wrong(name, error?.instancePath ?? '', error ? reasonOf(error) : 'is no mapping');
  }
  for (const { at, reason } of checkMeaning(mapping)) throw wrong(name, at, reason);
  return mapping;
};
