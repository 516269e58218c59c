import type { Instant, MappedCase } from './mapped-case';
import type { Mapping } from './mapping/mapping';
import type { LooseStep } from './interpret/loose-step';
import { putInOrder } from './interpret/put-in-order';
import { Reporter, type ReadReport, type ReportSink } from './interpret/report';
import { compileRecords } from './interpret/row-steps';
import { compileReader } from './interpret/step-reader';
import { openRecords } from './readers/open-records';
import { isBad } from './readers/record';
import type { SourceFile } from './readers/source-file';

export interface ReadOptions extends ReportSink {
  /** After each batch: bytes of the files as they are stored, rows and cases so far. */
  readonly onProgress?: (progress: { readonly bytes: number; readonly rows: number; readonly cases: number }) => void;
}

export interface ReadCases {
  /** In the order in which the files first name them. Made as they are asked for; may be asked for again. */
  cases(): Generator<MappedCase, void, undefined>;
  readonly report: ReadReport;
}

/**
 * Reads all files of an import. Rows of a case may stand apart and in several files, so all steps are held in memory
 * until the last file has been read: some 600 bytes each with twenty fields, 0.6 GB for a million rows. A bad row is counted and reported, and the rest goes on.
 * @throws ImportError `unreadable-file`, `wrong-format`, `missing-column`: the import as a whole, before any case
 */
export const readCases = async (files: readonly SourceFile[], mapping: Mapping, options: ReadOptions = {}): Promise<ReadCases> => {
  const reporter = new Reporter(options);
  const found = new Map<string, LooseStep[]>();
  let position = 0;
  let bytes = 0;
  const sink = (caseId: string, step: LooseStep): void => {
    const steps = found.get(caseId);
    if (steps) steps.push(step);
    else found.set(caseId, [step]);
  };
  for (const file of files) {
    const counters = { onBytes: (count: number) => (bytes += count), onUndecodable: () => reporter.badCharacters(file.name) };
    const { header, batches } = await openRecords(file, mapping, counters);
    const reader = compileReader(mapping, header, file.name, reporter);
    const read = compileRecords({ mapping, reader, reporter, file: file.name, position: () => (position += 1), sink });
    for await (const batch of batches) {
      for (const record of batch) {
        if (isBad(record)) reporter.refuse(file.name, record.row, record.fault, record.detail);
        else read(record);
      }
      options.onProgress?.({ bytes, rows: reporter.report(found.size).rows, cases: found.size });
    }
  }
  const cases = function* (): Generator<MappedCase, void, undefined> {
    for (const [caseId, steps] of found) yield putInOrder(mapping, caseId, steps);
  };
  return { cases, report: reporter.report(found.size) };
};

/** The time-prefix of a case: its steps up to an instant, inclusive; null when none is that early. */
export const casePrefix = (whole: MappedCase, until: Instant): MappedCase | null => {
  const steps = whole.steps.filter(({ at }) => at <= until);
  return steps.length === 0 ? null : { ...whole, steps };
};
