import type { CampaignResult } from './campaign';
import type { ScenarioResult } from './distributed/run-scenarios';
import type { ImportCampaignResult } from './import-campaign';

export interface Span {
  readonly begun: number;
  readonly ended: number;
}

const when = ({ begun, ended }: Span): Pick<ScenarioResult, 'seconds' | 'takenAt'> => ({ seconds: Math.round((ended - begun) / 1_000), takenAt: new Date(begun).toISOString() });
const embedded = ['SQLite, in the process'];

/** The standalone's campaign as a row of the same table. */
export const standaloneResult = ({ seed, kills, acknowledged, events, refused, lost, doubled, holes, broken, figuresWrong }: CampaignResult, span: Span): ScenarioResult => ({
  name: 'standalone',
  title: 'Standalone killed at every named place and at any time, under commands over HTTP',
  seed,
  ...when(span),
  faults: kills,
  events,
  acknowledged,
  lost,
  doubled,
  broken: [...holes, ...(broken === null ? [] : [broken]), ...refused],
  figuresWrong,
  controls: [],
  engines: embedded,
  note: 'acknowledged are commands; the file verifies from the first event to the last',
});

/** The campaign of imports as a row of the same table. */
export const importsResult = ({ kills, events, differing }: ImportCampaignResult, seed: number, span: Span): ScenarioResult => ({
  name: 'imports',
  title: 'Import of public logs killed and begun again: the history and the figures of an import that was left alone',
  seed,
  ...when(span),
  faults: { 'import killed': kills },
  events,
  acknowledged: events,
  lost: [],
  doubled: [],
  broken: differing.filter((each) => !each.endsWith('other figures')),
  figuresWrong: differing.filter((each) => each.endsWith('other figures')),
  controls: [],
  engines: embedded,
  note: 'the same again for a time-prefix that is continued',
});
