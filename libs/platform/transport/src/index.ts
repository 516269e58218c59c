export * from './bus-transport';
export * from './connect-bus';
export * from './subscriber';
