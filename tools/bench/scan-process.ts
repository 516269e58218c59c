import { DatabaseSync } from 'node:sqlite';
import { answering, peakMiB } from './child';

export interface Scanned {
  readonly seconds: number;
  readonly events: number;
  readonly peakMiB: number;
}

/** What every reader of the log has to do at least: read each record and parse its headers and its data. */
answering(async ({ file }: { readonly file: string }): Promise<Scanned> => {
  const database = new DatabaseSync(file, { readOnly: true });
  const begun = performance.now();
  let events = 0;
  for (const row of database.prepare('SELECT * FROM bus_log ORDER BY "offset"').iterate()) {
    const headers = JSON.parse(row['headers'] as string) as object;
    const data = JSON.parse(row['value'] as string) as object;
    if (headers && data) events += 1;
  }
  const seconds = (performance.now() - begun) / 1_000;
  database.close();
  return { seconds, events, peakMiB: peakMiB() };
});
