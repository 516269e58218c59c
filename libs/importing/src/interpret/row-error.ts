import type { RowFault } from '../readers/record';

/** Refuses one row; caught where rows are counted. */
export class RowError extends Error {
  readonly fault: RowFault;

  constructor(fault: RowFault, detail: string) {
    super(detail);
    this.fault = fault;
  }
}
