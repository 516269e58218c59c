import { ImportError } from '../import-error';
import type { FileKind, Mapping } from '../mapping/mapping';
import { readCsv } from './csv';
import { readJsonl } from './jsonl';
import type { RecordStream } from './record';
import { openText, type ReadCounters, type SourceFile } from './source-file';
import { readXes } from './xes';

const kindOf = (first: string, kinds: FileKind | readonly FileKind[], file: string): FileKind => {
  if (typeof kinds === 'string') return kinds;
  const seen: FileKind = first === '<' ? 'xes' : first === '{' ? 'jsonl' : 'csv';
  if (kinds.includes(seen)) return seen;
  throw new ImportError('wrong-format', `${file} looks like ${seen}; the mapping reads ${kinds.join(' or ')}`, { file, seen, kinds });
};

/** The records of a file in the kind that the mapping names, or that the file's first character shows. */
export const openRecords = async (file: SourceFile, { format }: Mapping, counters: ReadCounters): Promise<RecordStream> => {
  const { text, first } = await openText(file, format.encoding ?? 'utf-8', counters);
  switch (kindOf(first, format.kind, file.name)) {
    case 'csv':
      return readCsv(file.name, text, { delimiter: format.delimiter ?? ',', quote: format.quote ?? '"' });
    case 'jsonl':
      return readJsonl(text);
    case 'xes':
      return readXes(file.name, text);
  }
};
