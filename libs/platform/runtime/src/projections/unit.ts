import {
  busSource,
  storeSource,
  type Codecs,
  type CollectionSpec,
  type DecodeRecord,
  type EventBus,
  type EventStore,
  type ProjectedDocument,
  type ProjectedEvent,
  type ProjectionSource,
  type ReadStore,
  type StreamProjection,
} from '@firebreak/event-sourcing';
import { busLog, storeLog, type SourceLog } from './source-log';
import { patience } from '../patience';

/** What is made from the documents of a generation, such as figures; each generation has its own. */
export interface Derived {
  readonly name: string;
  /** From the beginning of one tick to that of the next. */
  readonly everyMs: number;
  /** @returns how much was done; goes on at once while it is above 0 */
  readonly tick: () => Promise<number>;
  /** So many events have just become documents. */
  readonly seen: (events: number) => void;
  /** Up to `limit`: documents from which it has still to be made. */
  readonly pending: (limit: number) => Promise<number>;
}

export interface DerivedModel {
  readonly collections: readonly CollectionSpec[];
  /** @param store as one generation sees it */
  readonly open: (store: ReadStore) => Derived;
}

interface ReadModels {
  readonly categories: readonly string[];
  readonly projections: readonly StreamProjection<ProjectedDocument>[];
  readonly derived?: DerivedModel;
  /** A document without what others than its projection write into it. */
  readonly asFolded?: (doc: ProjectedDocument) => object;
}

export interface StoreProjections extends ReadModels {
  readonly name: string;
  readonly codecs: Codecs;
}

export interface BusProjections extends ReadModels {
  readonly group: string;
  readonly decode: DecodeRecord;
  /** Told of what the live generation has applied. */
  readonly onApplied?: (events: readonly ProjectedEvent[]) => void | Promise<void>;
}

/** Read models that are fed together, and so are made again together. */
export interface Unit extends ReadModels {
  readonly name: string;
  readonly feed: { readonly from: 'store'; readonly codecs: Codecs } | { readonly from: 'bus'; readonly decode: DecodeRecord; readonly onApplied: BusProjections['onApplied'] };
  readonly collections: readonly CollectionSpec[];
  readonly names: ReadonlySet<string>;
  readonly source: ProjectionSource;
  readonly log: SourceLog;
}

/** A stream of which something is missing holds up the others for so long; then it is looked for beside them. */
const othersWaitMs = 1_000;

const collectionsOf = ({ projections, derived }: ReadModels): Pick<Unit, 'collections' | 'names'> => {
  const collections = [...projections.map(({ collection }) => collection), ...(derived?.collections ?? [])];
  return { collections, names: new Set(collections.map(({ name }) => name)) };
};

export const unitOfStore = (store: EventStore, registration: StoreProjections): Unit => {
  const { name, codecs, categories } = registration;
  return { ...registration, ...collectionsOf(registration), name, feed: { from: 'store', codecs }, source: storeSource(store, codecs), log: storeLog(store, codecs, categories) };
};

export const unitOfBus = (bus: EventBus, registration: BusProjections): Unit => {
  const { group, decode, categories, onApplied } = registration;
  return { ...registration, ...collectionsOf(registration), name: group, feed: { from: 'bus', decode, onApplied }, source: busSource(bus, decode, patience(othersWaitMs)), log: busLog(bus, decode, categories) };
};
