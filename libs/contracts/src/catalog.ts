import { Type, type Static } from '@sinclair/typebox';
import type { ContractType } from './contract';
import { nullable, open, Text } from './fields';
import { catalogMeanings } from './meanings';

const service = Type.Object(
  {
    /** What incidents name it by. */
    service: Text,
    name: Text,
    tier: nullable(Type.Integer({ minimum: 1, maximum: 4 })),
    affectedUsers: nullable(Type.Integer({ minimum: 0 })),
    retired: Type.Boolean(),
  },
  open,
);

export const ServiceRegistered = service;
export const ServiceChanged = service;
export const GroupChanged = Type.Object({ group: Text, name: Text, members: Type.Array(Text), retired: Type.Boolean() }, open);
export const CatalogActivityRecorded = Type.Object({ kind: Text }, open);

export const catalogSchemas = { ServiceRegistered, ServiceChanged, GroupChanged, CatalogActivityRecorded } as const;

export type CatalogContractName = keyof typeof catalogSchemas;
export type CatalogContract = { [Name in CatalogContractName]: { readonly type: Name; readonly data: Static<(typeof catalogSchemas)[Name]> } }[CatalogContractName];

const meanings: Readonly<Record<CatalogContractName, string>> = catalogMeanings;

export const catalogContracts: readonly ContractType[] = Object.entries(catalogSchemas).map(([name, schema]) => ({
  name,
  version: 1,
  category: 'catalog',
  meaning: meanings[name as CatalogContractName],
  schema,
}));
