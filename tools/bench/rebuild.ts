import path from 'node:path';
import type { Bench } from './bench';
import { fillBus } from './bus-file';
import { inChild } from './child';
import { atMost, rate, rounded, type Measurement } from './measure';
import type { Rebuilt } from './rebuild-process';
import type { Scanned } from './scan-process';
import { inTemporaryFolder } from './temporary-folder';

const memoryGoal = 512;

/** The analytics' read models from the bus log, against a bare scan and parse of the same records. */
export const rebuild: Bench = {
  id: 'P2',
  title: 'rebuild of the analytics',
  run: ({ events: wanted }, say) =>
    inTemporaryFolder(async (dir): Promise<readonly Measurement[]> => {
      const file = path.join(dir, 'read.db');
      say(`writing ${wanted} events`);
      const events = await fillBus(file, wanted);
      const scan = (): Promise<Scanned> => inChild('scan-process.ts', { file });
      say('scanning');
      const before = await scan();
      say('rebuilding');
      const rebuilt = await inChild<Rebuilt>('rebuild-process.ts', { dir });
      const after = await scan();
      const scanned = (2 * events) / (before.seconds + after.seconds);
      const parts = `${events} events, ${rebuilt.facts} facts, 1,370 of them a day; facts after ${rounded(rebuilt.factSeconds)} s, figures after ${rounded(rebuilt.seconds)} s`;
      const control = { name: 'bare scan and parse', value: scanned, unit: 'events/s' };
      const scanMemory = { name: 'bare scan and parse', value: after.peakMiB, unit: 'MiB' };
      return [
        rate('P2 rebuild of facts and figures from the bus log', events / rebuilt.seconds, 'events/s', control, 0.25, parts),
        atMost('P2 peak memory of the rebuild', rebuilt.peakMiB, 'MiB', memoryGoal, `measured at ${events} events; promised at 10 million`, scanMemory),
      ];
    }),
};
