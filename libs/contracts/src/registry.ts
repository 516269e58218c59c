import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { catalogContracts } from './catalog';
import type { ContractType } from './contract';
import { incidentContracts } from './incident';

/** Every public event type of this release. */
export const contracts: readonly ContractType[] = [...incidentContracts, ...catalogContracts];

const byName = new Map(contracts.map((contract) => [contract.name, contract]));

export const contractNamed = (name: string): ContractType | undefined => byName.get(name);

const ajv = new Ajv2020({ allErrors: false, strict: true });
const validators = new Map<string, ValidateFunction>();

const validatorOf = (contract: ContractType): ValidateFunction => {
  const known = validators.get(contract.name);
  if (known) return known;
  const made = ajv.compile(contract.schema);
  validators.set(contract.name, made);
  return made;
};

/** @returns null when the data keep the contract, else the first thing wrong */
export const contractViolation = (name: string, data: unknown): string | null => {
  const contract = byName.get(name);
  if (!contract) return `unknown contract ${name}`;
  const validate = validatorOf(contract);
  if (validate(data)) return null;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not match'}`.trim();
};

/** The published JSON Schema 2020-12 of a contract. */
export const jsonSchemaOf = (contract: ContractType): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `urn:firebreak:contract:${contract.name}:v${contract.version}`,
  title: contract.name,
  description: contract.meaning,
  ...(JSON.parse(JSON.stringify(contract.schema)) as object),
});
