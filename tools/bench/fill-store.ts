import type { EventStore } from '@firebreak/event-sourcing';
import { lifeOf } from '../faults/distributed/histories';
import { twoYears } from './history';

const dayMs = 86_400_000;
const begin = Date.UTC(2024, 6, 1);
/** Of an incident, on average and rounded down. */
const eventsEach = 9;

export interface Filled {
  readonly events: number;
  readonly incidents: number;
}

/** About so many events of whole incidents, spread over two years, an append each, so many at once. @returns how many of each */
export const fillStore = async (store: EventStore, events: number, together: number): Promise<Filled> => {
  const incidents = Math.ceil(events / eventsEach);
  let written = 0;
  const live = async (index: number): Promise<void> => {
    const life = lifeOf(index, { seed: 4, category: 'incident', start: begin + Math.floor((index / incidents) * twoYears) * dayMs });
    const all = life.flatMap((prepared) => prepared.events);
    await store.append(life[0]!.stream, -1, all);
    written += all.length;
  };
  for (let first = 0; first < incidents; first += together) {
    await Promise.all(Array.from({ length: Math.min(together, incidents - first) }, (_, each) => live(first + each)));
  }
  return { events: written, incidents };
};
