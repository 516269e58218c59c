import type { TimeField } from '../mapped-case';
import type { MappedField, Mapping, Shape, TimeColumn } from '../mapping/mapping';
import type { GoodRecord } from '../readers/record';
import { xesRow } from '../readers/xes';
import { columnNames, compileColumn, rawValue, type TextsReader, type Values } from './column';
import type { LooseStep } from './loose-step';
import type { Reporter } from './report';
import { RowError } from './row-error';
import type { StepReader, Untranslated } from './step-reader';
import { compileRule, wordOf, type MeaningMaker } from './step-rules';

/** Takes a step of a case. */
export type StepSink = (caseId: string, step: LooseStep) => void;

/** Hands out the steps of one record; what it cannot read it refuses. */
export type RecordReader = (record: GoodRecord) => void;

interface Reading {
  readonly mapping: Mapping;
  readonly reader: StepReader;
  readonly reporter: Reporter;
  readonly file: string;
  readonly position: () => number;
  readonly sink: StepSink;
}

const refusing = ({ reporter, file }: Reading, row: number, read: () => void): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    reporter.refuse(file, row, error.fault, error.message);
  }
};

const oneStep = (reading: Reading, time: TextsReader): ((caseId: string, row: number, values: Values, outer: Values | null) => void) => {
  const { reader, reporter, file, sink } = reading;
  let row = 0;
  const untranslated: Untranslated = (what, value) => reporter.untranslated(what, value, file, row);
  const timeName = columnNames(reading.mapping.time.column ?? '').join(' or ');
  return (caseId, at, values, outer) => {
    row = at;
    const instant = reader.time(time, values, outer);
    if (instant === null) throw new RowError('no-time', timeName);
    const order = reader.order(values, outer);
    const times = reader.times(values, outer);
    const step = reader.meaning(values, outer, untranslated);
    const fields = reader.fields(values, outer, wordOf(step), untranslated);
    const { actor, machine } = reader.actor(values, outer);
    const { fieldNames, timeNames } = reader;
    sink(caseId, { at: instant, order, position: reading.position(), file, row, actor, machine, step, fieldNames, fields, timeNames, times });
    reporter.steps += 1;
  };
};

const perRow = (reading: Reading): RecordReader => {
  const read = oneStep(reading, reading.reader.context.need(reading.mapping.time.column ?? ''));
  return ({ row, values }) => refusing(reading, row, () => read(reading.reader.caseId(values), row, values, null));
};

const nested = (reading: Reading, { path }: Extract<Shape, { kind: 'nested-steps' }>): RecordReader => {
  const read = oneStep(reading, reading.reader.context.need(reading.mapping.time.column ?? ''));
  return ({ row, values }) =>
    refusing(reading, row, () => {
      const caseId = reading.reader.caseId(values);
      const steps = rawValue(values, path);
      if (!Array.isArray(steps) || steps.length === 0) throw new RowError('no-steps', columnNames(path).join(' or '));
      for (const [index, step] of steps.entries() as Iterable<[number, unknown]>) {
        const own = typeof step === 'object' && step !== null ? (step as Readonly<Record<string, unknown>>) : null;
        const stepRow = typeof own?.[xesRow] === 'number' ? own[xesRow] : row;
        refusing(reading, stepRow, () => {
          if (!own || Array.isArray(step)) throw new RowError('not-an-object', `step ${index + 1}`);
          read(caseId, stepRow, own, values);
        });
      }
    });
};

interface CompiledTimeColumn {
  readonly name: string;
  readonly read: TextsReader;
  readonly make: MeaningMaker | null;
  readonly says: TimeField | null;
  readonly only: ReadonlySet<MappedField>;
}

const timeColumn = ({ reader, reporter }: Reading, { time, as, step, says, fields }: TimeColumn): CompiledTimeColumn[] => {
  const { header, missing } = reader.context;
  const read = compileColumn(time, header, missing);
  if (!read) reporter.absentColumn(columnNames(time).join(' or '));
  const make = step === undefined ? null : compileRule(step, as ?? 'activity', reader.context);
  return read ? [{ name: columnNames(time)[0] ?? '', read, make, says: says ?? null, only: new Set(fields) }] : [];
};

/** A record whose times cannot all be read is refused as a whole: half a history would be a wrong one. */
const timeColumns = (reading: Reading, { columns }: Extract<Shape, { kind: 'time-columns' }>): RecordReader => {
  const { reader, reporter, file, sink } = reading;
  const compiled = columns.flatMap((column) => timeColumn(reading, column));
  return ({ row, values }) =>
    refusing(reading, row, () => {
      const untranslated: Untranslated = (what, value) => reporter.untranslated(what, value, file, row);
      const caseId = reader.caseId(values);
      const found = compiled.flatMap((column) => {
        const at = reader.time(column.read, values, null);
        return at === null ? [] : [{ ...column, at }];
      });
      if (found.length === 0) throw new RowError('no-time', compiled.map(({ name }) => name).join(' or '));
      const order = reader.order(values, null);
      const own = reader.times(values, null);
      const { fieldNames } = reader;
      const steps = found.map(({ name, at, make, says, only }, index) => {
        const step = make && make(name, values, null, untranslated);
        const all = reader.fields(values, null, wordOf(step), untranslated);
        const fields = index === 0 ? all : all.map((value, field) => (only.has(fieldNames[field]!) ? value : undefined));
        const timeNames = [...(index === 0 ? reader.timeNames : []), ...(says ? [says] : [])];
        const times = [...(index === 0 ? own : []), ...(says ? [at] : [])];
        return { at, order, file, row, ...reader.actor(values, null), step, fieldNames, fields, timeNames, times };
      });
      for (const step of steps) sink(caseId, { ...step, position: reading.position() });
      reporter.steps += steps.length;
    });
};

/** How the records of one file become steps, by the mapping's shape. */
export const compileRecords = (reading: Reading): RecordReader => {
  const shape = reading.mapping.shape ?? { kind: 'row-per-step' };
  switch (shape.kind) {
    case 'row-per-step':
      return perRow(reading);
    case 'nested-steps':
      return nested(reading, shape);
    case 'time-columns':
      return timeColumns(reading, shape);
  }
};
