import {
  generationName,
  generationSpec,
  generationStore,
  Projector,
  type ProjectedDocument,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { every, type SupervisedLoop } from '../supervised-loop';
import { busFeed } from './bus-feed';
import type { Feed } from './feed';
import type { GenerationPorts } from './generation-ports';
import { storeFeed } from './store-feed';
import type { Derived, Unit } from './unit';

/** One generation of a unit's read models, kept up to date in this replica. */
export interface OpenGeneration {
  readonly unit: Unit;
  readonly generation: number;
  readonly projectors: readonly Projector<ProjectedDocument>[];
  readonly derived: Derived | null;
  readonly ticking: SupervisedLoop | null;
  readonly feed: Feed;
  readonly stop: () => Promise<void>;
}

/** The projection of a generation: other documents, and a name of its own for what it parks. */
export const ofGeneration = (projection: StreamProjection<ProjectedDocument>, generation: number): StreamProjection<ProjectedDocument> => ({
  name: generationName(projection.name, generation),
  categories: projection.categories,
  collection: generationSpec(projection.collection, generation),
  evolve: (doc, event) => projection.evolve(doc, event),
});

export const openProjectors = (ports: GenerationPorts, unit: Unit, generation: number): Promise<Projector<ProjectedDocument>[]> =>
  Promise.all(unit.projections.map((projection) => Projector.open(ofGeneration(projection, generation), ports.readStore, unit.source, ports.parking)));

export const openDerived = async ({ readStore, live }: GenerationPorts, unit: Unit, generation: number): Promise<Derived | null> => {
  if (!unit.derived) return null;
  const store = generationStore(readStore, live, unit.names, generation);
  // They are there from now on, whether anything is made or not: readers find them.
  for (const spec of unit.derived.collections) await store.collection(spec);
  return unit.derived.open(store);
};

export const openGeneration = async (ports: GenerationPorts, unit: Unit, generation: number): Promise<OpenGeneration> => {
  const projectors = await openProjectors(ports, unit, generation);
  const derived = await openDerived(ports, unit, generation);
  const feed = unit.feed.from === 'store' ? await storeFeed(ports, unit, generation, projectors, derived) : busFeed(ports, unit, generation, projectors, derived);
  const ticking =
    derived &&
    ports.loops.open({ name: generationName(derived.name, generation), ...every(derived.everyMs, derived.tick) });
  ticking?.start();
  return {
    unit,
    generation,
    projectors,
    derived,
    ticking,
    feed,
    stop: async () => {
      await feed.stop();
      await ticking?.stop();
    },
  };
};
