import type { RecordStream, SourceRecord } from './record';

const maxLineLength = 16 * 1024 * 1024;

/** Lines with their number; an over-long one is null, its rest is thrown away. */
const lines = async function* (text: AsyncIterable<string>): AsyncGenerator<readonly (readonly [number, string | null])[]> {
  let rest = '';
  let number = 0;
  let overflown = false;
  for await (const chunk of text) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    const batch = parts.map((line, index): readonly [number, string | null] => [(number += 1), index === 0 && overflown ? null : line]);
    if (parts.length > 0) overflown = false;
    if (rest.length > maxLineLength) {
      rest = '';
      overflown = true;
    }
    if (batch.length > 0) yield batch;
  }
  if (rest !== '' || overflown) yield [[number + 1, overflown ? null : rest]];
};

const recordOf = (row: number, line: string): SourceRecord => {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    return { row, fault: 'bad-json', detail: error instanceof Error ? error.message.slice(0, 200) : '' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { row, fault: 'not-an-object', detail: '' };
  return { row, values: value as Record<string, unknown> };
};

/** One object a line; blank lines are passed over. The row is the line's number from 1. */
export const readJsonl = (text: AsyncIterable<string>): RecordStream => {
  const records = async function* (): AsyncGenerator<readonly SourceRecord[]> {
    for await (const batch of lines(text)) {
      const good: SourceRecord[] = [];
      for (const [row, line] of batch) {
        if (line === null) good.push({ row, fault: 'line-too-long', detail: `more than ${maxLineLength} characters` });
        else if (line.trim() !== '') good.push(recordOf(row, line));
      }
      yield good;
    }
  };
  return { header: null, batches: records() };
};
