import type { RowFault } from '../readers/record';

export interface RefusedRow {
  readonly file: string;
  readonly row: number;
  readonly reason: RowFault;
  readonly detail: string;
}

/** A value that the mapping does not translate: the row is kept, `what` of it is taken as not said (a step: as `otherwise` says). */
export interface UnmappedValue {
  readonly what: string;
  readonly value: string;
  readonly count: number;
  readonly file: string;
  /** Row of the first occurrence. */
  readonly row: number;
}

/** `rows` = `steps` + `refused`. A row is a CSV record, a nested step, or a time of a time column; a record that cannot be read is one. */
export interface ReadReport {
  readonly rows: number;
  readonly steps: number;
  readonly cases: number;
  readonly refused: number;
  readonly refusedBy: Readonly<Partial<Record<RowFault, number>>>;
  /** The first refused rows, at most `refusedListed`. */
  readonly refusedRows: readonly RefusedRow[];
  readonly unmapped: readonly UnmappedValue[];
  /** Columns of the mapping's fields that a file does not have: nothing is said of them. */
  readonly absentColumns: readonly string[];
  /** Files with characters that the encoding could not say. */
  readonly undecodable: readonly string[];
}

export const refusedListed = 10_000;
const unmappedListed = 1_000;

export interface ReportSink {
  readonly onRefused?: (row: RefusedRow) => void;
}

/** Counts while the rows go by. */
export class Reporter {
  steps = 0;
  private refusedCount = 0;
  private readonly by: Partial<Record<RowFault, number>> = {};
  private readonly listed: RefusedRow[] = [];
  private readonly unmapped = new Map<string, { what: string; value: string; count: number; file: string; row: number }>();
  private readonly absent = new Set<string>();
  private readonly undecodable = new Set<string>();

  constructor(private readonly sink: ReportSink) {}

  refuse(file: string, row: number, reason: RowFault, detail: string): void {
    const refused: RefusedRow = { file, row, reason, detail: detail.slice(0, 200) };
    this.refusedCount += 1;
    this.by[reason] = (this.by[reason] ?? 0) + 1;
    if (this.listed.length < refusedListed) this.listed.push(refused);
    this.sink.onRefused?.(refused);
  }

  untranslated(what: string, value: string, file: string, row: number): void {
    const key = `${what}\n${value}`;
    const known = this.unmapped.get(key);
    if (known) known.count += 1;
    else if (this.unmapped.size < unmappedListed) this.unmapped.set(key, { what, value, count: 1, file, row });
  }

  absentColumn(column: string): void {
    this.absent.add(column);
  }

  badCharacters(file: string): void {
    this.undecodable.add(file);
  }

  report(cases: number): ReadReport {
    return {
      rows: this.steps + this.refusedCount,
      steps: this.steps,
      cases,
      refused: this.refusedCount,
      refusedBy: { ...this.by },
      refusedRows: [...this.listed],
      unmapped: [...this.unmapped.values()],
      absentColumns: [...this.absent].sort(),
      undecodable: [...this.undecodable].sort(),
    };
  }
}
