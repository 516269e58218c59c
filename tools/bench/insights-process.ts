import 'reflect-metadata';
import { incidentFacts, RollUp, type IncidentFact } from '@firebreak/analytics';
import { Parking, Projector, type ProjectedEvent } from '@firebreak/event-sourcing';
import { openReadDatabase, sqliteReadStore } from '@firebreak/read-store-sqlite';
import { systemClock } from '@firebreak/standalone';
import { answering, peakMiB } from './child';
import { historyOf, twoYears } from './history';
import { eventOf } from './timeline';

export interface Filled {
  readonly factSeconds: number;
  readonly figureSeconds: number;
  readonly peakMiB: number;
}

const eventsOf = (index: number, incidents: number): readonly ProjectedEvent[] => {
  const history = historyOf(index, { incidents, days: twoYears });
  return history.steps.map((_, revision) => eventOf(history, revision, index * 10 + revision));
};

/** Facts by the shipped projector, figures by the shipped roll-up, about eight days at a time. */
answering(async ({ file, incidents }: { readonly file: string; readonly incidents: number }): Promise<Filled> => {
  const database = openReadDatabase(file);
  const store = sqliteReadStore(database);
  const parking = await Parking.open(store, systemClock);
  const projector = await Projector.open<IncidentFact>(incidentFacts, store, { readFrom: () => Promise.resolve([]) }, parking);
  const rollUp = await RollUp.open(store);
  const page = Math.ceil((incidents / twoYears) * 8);
  const spent = { facts: 0, figures: 0 };
  const timed = async (part: keyof typeof spent, work: () => Promise<unknown>): Promise<void> => {
    const begun = performance.now();
    await work();
    spent[part] += (performance.now() - begun) / 1_000;
  };
  for (let from = 0; from < incidents; from += page) {
    await timed('facts', async () => {
      for (let first = from; first < Math.min(from + page, incidents); first += 1_000) {
        const count = Math.min(1_000, from + page - first, incidents - first);
        const events = Array.from({ length: count }, (_, each) => eventsOf(first + each, incidents)).flat();
        await store.batch(() => projector.apply(events));
      }
      projector.forget();
    });
    await timed('figures', async () => {
      while ((await rollUp.step()) > 0);
    });
  }
  database.close();
  return { factSeconds: spent.facts, figureSeconds: spent.figures, peakMiB: peakMiB() };
});
