export * from './tokens';
export * from './supervised-loop';
export * from './runtime';
export * from './runtime.module';
export * from './bus-groups';
export * from './leases';
export * from './partition-of';
export * from './system-ports';
