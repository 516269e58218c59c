export { HomeController } from './home/home.controller';
export { ParkedController } from './parked/parked.controller';
export * from './silence';
export * from './watch-runtime';
