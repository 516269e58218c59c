import 'reflect-metadata';
import { factCollection } from '@firebreak/analytics';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startAnalytics } from './analytics-alone';
import { answering, peakMiB } from './child';

export interface Rebuilt {
  /** Until every record is in a fact. */
  readonly factSeconds: number;
  /** Until every figure is made, too. */
  readonly seconds: number;
  readonly facts: number;
  readonly peakMiB: number;
}

answering(async ({ dir }: { readonly dir: string }): Promise<Rebuilt> => {
  const begun = performance.now();
  const elapsed = (): number => (performance.now() - begun) / 1_000;
  const { runtime, stop } = await startAnalytics(dir);
  // To count what is left is work too: not at every batch.
  while ((await runtime.lag()).get('analytics') !== 0) await setTimeout(250);
  const factSeconds = elapsed();
  await runtime.whenCaughtUp();
  const seconds = elapsed();
  await stop();
  const database = openReadDatabase(path.join(dir, 'read.db'));
  const facts = await (await sqliteReadStore(database).collection(factCollection)).count({ op: 'all' });
  database.close();
  return { factSeconds, seconds, facts, peakMiB: peakMiB() };
});
