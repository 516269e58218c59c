export * from './contract';
export { incidentContracts, incidentSchemas, type IncidentContract, type IncidentContractName } from './incident';
export { catalogContracts, catalogSchemas, type CatalogContract, type CatalogContractName } from './catalog';
export * from './registry';
export * from './encoding';
export * from './compatibility';
export { asyncApi } from './async-api';
