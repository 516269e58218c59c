export { dropReadFile, openDataFolder } from './data-folder';
export { failpointNames, killAt } from './failpoints';
export { duration } from './figures-table';
export { getAs, sendAs, type Send } from './in-process-client';
export { loadSampleHistory } from './sample-history/load-sample-history';
export { seededRandom, type Random } from './sample-history/seeded-random';
export { localOperator, startStandalone, tenant, type Standalone, type StandaloneOptions } from './start-standalone';
export { systemClock, systemIds } from '@firebreak/runtime';
export { TokenRegister, type ListedToken, type NamedToken } from './token-register';
