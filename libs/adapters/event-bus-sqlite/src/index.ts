export { openEventBus, type EventBusOptions } from './sqlite-event-bus';
