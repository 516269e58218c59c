export * from './tokens';
export * from './supervised-loop';
export * from './runtime';
export * from './runtime.module';
