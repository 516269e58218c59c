export * from './correlation';
export * from './logger';
export * from './nest-logger';
export * from './metrics';
export * from './measured-store';
export * from './health';
export * from './tracing';
export * from './watched-ports';
