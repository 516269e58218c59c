export { chainDigest, stepDigest } from './digest';
export { ImportError, type ImportErrorCode } from './import-error';
export type { ReadReport, RefusedRow, UnmappedValue } from './interpret/report';
export {
  activities,
  holdReasons,
  levelFields,
  statuses,
  textFields,
  timeFields,
  type HoldReason,
  type Instant,
  type Level,
  type LevelField,
  type MappedCase,
  type MappedStep,
  type StepActivity,
  type StepFields,
  type StepMeaning,
  type StepStatus,
  type StepTimes,
  type TextField,
  type TimeField,
} from './mapped-case';
export type { Mapping } from './mapping/mapping';
export { mappingsFolder, parseMapping } from './mapping/parse-mapping';
export { loadMapping, shippedMappings } from './mapping/shipped-mappings';
export { casePrefix, readCases, type ReadCases, type ReadOptions } from './read-cases';
export type { RowFault } from './readers/record';
export { fileSource, memorySource, type SourceFile } from './readers/source-file';
