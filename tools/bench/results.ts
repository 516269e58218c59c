import type { Machine } from './machine';
import type { Measurement } from './measure';

/** What one bench found, and when and where. */
export interface BenchResult {
  readonly id: string;
  readonly title: string;
  readonly takenAt: string;
  readonly quick: boolean;
  readonly machine: Machine;
  readonly measurements: readonly Measurement[];
}

/** Those of this run in the place of the same benches of earlier runs. */
export const merged = (kept: readonly BenchResult[], taken: readonly BenchResult[], order: readonly string[]): readonly BenchResult[] => {
  const byId = new Map([...kept, ...taken].map((result) => [result.id, result]));
  return order.flatMap((id) => byId.get(id) ?? []);
};

const number = (value: number): string => value.toLocaleString('en-GB', { maximumSignificantDigits: 4 });
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const reached = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : '**no**');

const row = ({ name, value, unit, control, ratio, goal, reached: isReached, note }: Measurement): string => {
  const against = control === null ? '' : `${control.name}: ${number(control.value)} ${control.unit}`;
  const cells = [name, `${number(value)} ${unit}`, against, ratio === null ? '' : number(ratio), goal ?? '', reached(isReached), note];
  return `| ${cells.map(cell).join(' | ')} |`;
};

/** The results as a table in Markdown. */
export const resultTable = (results: readonly BenchResult[]): string =>
  [
    '| What | Result | Control of the same run | Ratio | Goal | Reached | Taken at |',
    '|---|---|---|---|---|---|---|',
    ...results.flatMap(({ measurements }) => measurements.map(row)),
  ].join('\n');

/** When and on what the figures of each bench were taken. */
export const runTable = (results: readonly BenchResult[]): string =>
  [
    '| Bench | Taken | Machine | Load before |',
    '|---|---|---|---|',
    ...results.map(({ id, title, takenAt, quick, machine }) => {
      const on = `${machine.cores} cores (${machine.processor}), ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}`;
      return `| ${id} ${title}${quick ? ', small sizes' : ''} | ${takenAt.slice(0, 16).replace('T', ' ')} UTC | ${cell(on)} | ${machine.loadBefore} |`;
    }),
  ].join('\n');
