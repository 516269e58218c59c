import { refused } from '@firebreak/event-sourcing';
import type { MetricKind } from './definitions';

/** What of a figure is listed: `measured` is n, `stock` what is open at the end. */
export const figureParts = ['measured', 'corrected', 'hit', 'open', 'excluded', 'entered', 'left', 'stock'] as const;
export type FigurePart = (typeof figureParts)[number];

const partsOf: Readonly<Record<MetricKind, readonly FigurePart[]>> = {
  duration: ['measured', 'corrected', 'open', 'excluded'],
  count: ['measured', 'corrected', 'excluded'],
  ratio: ['measured', 'corrected', 'hit'],
  stock: ['stock', 'entered', 'left'],
};

/** The first one where none is named. @throws CodedError `unknown-part` */
export const readPart = (kind: MetricKind, text: string | undefined): FigurePart => {
  const known = partsOf[kind];
  const part = text === undefined ? known[0] : known.find((each) => each === text);
  if (part === undefined) throw refused('unknown-part', { field: 'part', known });
  return part;
};

/** One line for each time an incident counts in the figure. */
export interface FigureIncident {
  /** Null, as the number, for an incident that the reader may not see: it counts all the same. */
  readonly id: string | null;
  readonly number: string | null;
  readonly restricted: boolean;
  readonly at: string;
  readonly valueMs: number | null;
  readonly group: string | null;
  readonly part: FigurePart;
  /** Why it is left out of the figure. */
  readonly reason: string | null;
  readonly corrected: boolean;
}
