import { statSync } from 'node:fs';
import path from 'node:path';
import { casePrefix, fileSource, loadMapping, readCases, type MappedCase, type ReadReport } from '@firebreak/importing';
import { openClient, type Client } from '../open-client';
import type { Place } from '../place';
import { isPassing, tellingWaits } from '../persistently';
import { CommandFailed, progressBar, say, warn } from '../say';

export interface ImportOptions {
  readonly mapping: string;
  readonly place: Place;
  readonly json: boolean;
  /** Only the steps up to this instant; the rest may follow in a later import. */
  readonly until?: string;
}

interface CaseResult {
  readonly caseId: string;
  readonly outcome: 'appended' | 'unchanged' | 'refused';
  readonly events: number;
  readonly inferred: number;
  readonly adjusted: number;
  readonly refusal: { readonly code: string; readonly file: string | null; readonly row: number | null; readonly rule: string | null } | null;
}

export interface ImportSummary {
  readonly rows: number;
  readonly refusedRows: number;
  readonly cases: number;
  readonly appendedCases: number;
  readonly unchangedCases: number;
  readonly refusedCases: number;
  readonly events: number;
  readonly inferred: number;
  readonly adjusted: number;
  readonly refused: readonly { readonly file: string | null; readonly row: number | null; readonly reason: string; readonly detail: string }[];
}

const pageCases = 200;
/** Gateways take a megabyte where nobody told them otherwise. */
const pageBytes = 900_000;
const catalogPage = 1_000;

/** An import of hours is not to end because an engine is away for a minute or two. */
const patienceMs = 600_000;

const ok = async (answer: ReturnType<Client['post']>, what: string): Promise<unknown> => {
  const got = await answer;
  if (got.status < 300) return got.body;
  throw new CommandFailed(isPassing(got) ? `${what} was not served for ${patienceMs / 60_000} minutes: ${JSON.stringify(got.body)}` : `${what} was refused: ${JSON.stringify(got.body)}`);
};

const named = (cases: readonly MappedCase[], field: 'service' | 'group'): string[] => [
  ...new Set(cases.flatMap(({ steps }) => steps.flatMap(({ fields }) => (typeof fields[field] === 'string' ? [fields[field]] : [])))),
];

/** Services and groups that the source names are registered before the incidents that name them. */
class CatalogFirst {
  private readonly known = { services: new Set<string>(), groups: new Set<string>() };

  constructor(
    private readonly client: Client,
    private readonly source: string,
  ) {}

  async register(cases: readonly MappedCase[]): Promise<void> {
    const services = named(cases, 'service').filter((key) => !this.known.services.has(key));
    const groups = named(cases, 'group').filter((key) => !this.known.groups.has(key));
    for (let from = 0; from < Math.max(services.length, groups.length); from += catalogPage) {
      const page = { services: services.slice(from, from + catalogPage), groups: groups.slice(from, from + catalogPage) };
      await ok(this.client.post('/v1/catalog/imported', { source: this.source, ...page }), 'registering services and groups');
    }
    for (const key of services) this.known.services.add(key);
    for (const key of groups) this.known.groups.add(key);
  }
}

/** Pages of so many cases and bytes at most; a case that is larger by itself goes alone. */
export const pagesOf = function* (cases: Iterable<MappedCase>): Generator<MappedCase[]> {
  let page: MappedCase[] = [];
  let bytes = 0;
  for (const each of cases) {
    const more = Buffer.byteLength(JSON.stringify(each)) + 1;
    if (page.length > 0 && (page.length >= pageCases || bytes + more > pageBytes)) {
      yield page;
      [page, bytes] = [[], 0];
    }
    page.push(each);
    bytes += more;
  }
  if (page.length > 0) yield page;
};

const sendAll = async (client: Client, source: string, files: readonly string[], cases: Iterable<MappedCase>, total: number): Promise<readonly CaseResult[]> => {
  const { id } = (await ok(client.post('/v1/imports', { source, files: files.map((file) => path.basename(file)) }), 'the import')) as { id: string };
  const catalog = new CatalogFirst(client, source);
  const results: CaseResult[] = [];
  const bar = progressBar('cases');
  bar.start(total, 0);
  try {
    let page = 0;
    for (const batch of pagesOf(cases)) {
      await catalog.register(batch);
      const answer = (await ok(client.post(`/v1/imports/${id}/pages`, { page, cases: batch }), `page ${page}`)) as { results: CaseResult[] };
      results.push(...answer.results);
      page += 1;
      bar.update(results.length);
    }
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new CommandFailed(`${error.message}\n${results.length} of ${total} cases are in; the same command again goes on from there.`, error.exitCode);
  } finally {
    bar.stop();
  }
  return results;
};

const upTo = function* (cases: Iterable<MappedCase>, until: string | undefined): Generator<MappedCase> {
  for (const each of cases) {
    const prefix = until === undefined ? each : casePrefix(each, until);
    if (prefix) yield prefix;
  }
};

const summaryOf = (report: ReadReport, results: readonly CaseResult[]): ImportSummary => {
  const outcome = (wanted: CaseResult['outcome']): readonly CaseResult[] => results.filter((each) => each.outcome === wanted);
  const sum = (count: (result: CaseResult) => number): number => results.reduce((all, each) => all + count(each), 0);
  const refusedCases = outcome('refused').map(({ caseId, refusal }) => ({
    file: refusal?.file ?? null,
    row: refusal?.row ?? null,
    reason: refusal?.code ?? 'refused',
    detail: `case ${caseId}${refusal?.rule ? `: ${refusal.rule}` : ''}`,
  }));
  return {
    rows: report.rows,
    refusedRows: report.refused,
    cases: results.length,
    appendedCases: outcome('appended').length,
    unchangedCases: outcome('unchanged').length,
    refusedCases: refusedCases.length,
    events: sum(({ events }) => events),
    inferred: sum(({ inferred }) => inferred),
    adjusted: sum(({ adjusted }) => adjusted),
    refused: [...report.refusedRows, ...refusedCases],
  };
};

const tell = (summary: ImportSummary, report: ReadReport): void => {
  for (const { file, row, reason, detail } of summary.refused.slice(0, 50)) warn(`refused  ${file ?? ''} row ${row ?? '?'}: ${reason} ${detail}`);
  if (summary.refused.length > 50) warn(`refused  and ${summary.refused.length - 50} more (--json lists them)`);
  for (const { what, value, count, row } of report.unmapped.slice(0, 20)) warn(`unmapped ${what} "${value}", ${count} times, first in row ${row}`);
  say(
    `rows read ${summary.rows}, cases ${summary.cases} (appended to ${summary.appendedCases}, unchanged ${summary.unchangedCases}, refused ${summary.refusedCases}), ` +
      `events appended ${summary.events}, inferred ${summary.inferred}, adjusted ${summary.adjusted}, rows refused ${summary.refusedRows}`,
  );
};

/** Reads, maps and sends; the same files again change nothing, so an import that was broken off is resumed by repeating it. */
export const importFiles = async (files: readonly string[], options: ImportOptions): Promise<ImportSummary> => {
  const mapping = loadMapping(options.mapping);
  const bar = progressBar('bytes');
  bar.start(files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0), 0);
  const sources = files.map((file) => fileSource(file, path.basename(file)));
  const { cases, report } = await readCases(sources, mapping, { onProgress: ({ bytes }) => bar.update(bytes) }).finally(() => bar.stop());
  const client = await openClient(options.place, { ms: patienceMs, waits: tellingWaits(warn) });
  try {
    const wanted = options.until === undefined ? report.cases : [...upTo(cases(), options.until)].length;
    const results = await sendAll(client, mapping.source, files, upTo(cases(), options.until), wanted);
    await client.caughtUp();
    const summary = summaryOf(report, results);
    if (results.length !== wanted) throw new CommandFailed(`${wanted} cases were sent and ${results.length} answered`);
    if (options.json) say(JSON.stringify(summary, null, 2));
    else tell(summary, report);
    return summary;
  } finally {
    await client.close();
  }
};
