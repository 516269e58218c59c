import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { asyncApi, contracts, incompatibilities, jsonSchemaOf } from '@firebreak/contracts';
import { stringify } from 'yaml';

// Writes the published schemas and the AsyncAPI document. A contract that subscribers could misread is refused: it needs a new version.

const folder = path.join(__dirname, '..', '..', 'libs', 'contracts', 'schemas');
mkdirSync(folder, { recursive: true });
for (const contract of contracts) {
  const file = path.join(folder, `${contract.name}.v${contract.version}.json`);
  const schema = jsonSchemaOf(contract) as Record<string, unknown>;
  const broken = existsSync(file) ? incompatibilities(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>, schema) : [];
  if (broken.length > 0) {
    process.stderr.write(`${contract.name}: ${broken.join('; ')}\nMake it version ${contract.version + 1}.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  }
}
writeFileSync(path.join(folder, '..', 'asyncapi.yaml'), stringify(asyncApi(contracts), { lineWidth: 0, aliasDuplicateObjects: false }));
