export { configurationOf, variables, type Configuration } from './configuration';
export { runService } from './run-service';
export { prepareService, startService, type Service, type ServiceDefinition } from './start-service';
