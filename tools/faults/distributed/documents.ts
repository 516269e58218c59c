import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ScenarioResult } from './run-scenarios';
import { findings } from './scenario';

const begin = '<!-- written by npm run faults -- --write: begin -->';
const end = '<!-- end -->';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const number = (value: number): string => value.toLocaleString('en-GB');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');

const total = ({ faults }: ScenarioResult): number => Object.values(faults).reduce((sum, each) => sum + each, 0);
const equal = ({ figuresWrong }: ScenarioResult): string => (figuresWrong === null ? 'not asked' : figuresWrong.length === 0 ? 'yes' : `**no**, ${figuresWrong.length} wrong`);
const ofWhich = ({ faults }: ScenarioResult): string => Object.entries(faults).map(([what, count]) => `${number(count)} ${what}`).join(', ');
const other = (result: ScenarioResult): string => (result.broken.length === 0 ? 'none' : `**${result.broken.length}**: ${result.broken[0]!.slice(0, 200)}`);

/** The campaigns as tables in Markdown. */
export const faultTables = (results: readonly ScenarioResult[]): string =>
  [
    table(
      ['Scenario', 'What', 'Faults', 'Events', 'Acknowledged', 'Lost', 'Doubled', 'Other findings', 'Figures equal', 'Seed', 'Duration', 'Taken'],
      results.map((result) => [
        result.name,
        result.title,
        ...[total(result), result.events, result.acknowledged, result.lost.length, result.doubled.length].map(number),
        other(result),
        equal(result),
        String(result.seed),
        `${number(result.seconds)} s`,
        `${result.takenAt.slice(0, 16).replace('T', ' ')} UTC`,
      ]),
    ),
    table(['Scenario', 'The faults', 'Seen beside', 'Engines'], results.map((result) => [result.name, ofWhich(result), result.note, result.engines.join('; ')])),
    table(
      ['Scenario', 'Deliberately wrong', 'Caught', 'How it showed'],
      results.flatMap(({ name, controls }) => controls.map(({ what, caught, found }) => [name, what, caught ? 'yes' : '**no**', found])),
    ),
  ].join('\n\n');

/** The page with what is between the marks made anew. @throws Error without the marks */
export const withFaults = (page: string, results: readonly ScenarioResult[]): string => {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error('docs/faults.md has lost the marks between which the results stand');
  return `${page.slice(0, from + begin.length)}\n\n${faultTables(results)}\n\n${page.slice(to)}`;
};

/** Keeps the results of this run, and of earlier runs for the scenarios that were left out, in the given order. */
export const keepFaults = (folder: string, taken: readonly ScenarioResult[], order: readonly string[]): void => {
  const [data, page] = [path.join(folder, 'faults.json'), path.join(folder, 'faults.md')];
  const kept = existsSync(data) ? (JSON.parse(readFileSync(data, 'utf8')) as ScenarioResult[]) : [];
  const byName = new Map([...kept, ...taken].map((result) => [result.name, result]));
  const results = order.flatMap((name) => byName.get(name) ?? []);
  writeFileSync(data, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(page, withFaults(readFileSync(page, 'utf8'), results));
};

/** One line for each, for people who wait. */
export const summary = (results: readonly ScenarioResult[]): string =>
  results
    .map((result) => {
      const { name, events, lost, doubled } = result;
      return `${name}: ${number(total(result))} faults, ${number(events)} events, ${lost.length} lost, ${doubled.length} doubled, ${findings(result).length} findings`;
    })
    .join('\n');
