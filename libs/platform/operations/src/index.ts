export { HomeController } from './home/home.controller';
export { ParkedController } from './parked/parked.controller';
export { ProjectionsController } from './projections/projections.controller';
export * from './silence';
export * from './watch-runtime';
