export * from './step';
export * from './clocks';
export * from './given-when-then';
export * from './project-twice';
export * from './memory-event-store';
export * from './memory-event-bus';
export * from './memory-read-store';
export { compareScalars, matches, query, declaredFields } from './document-query';
