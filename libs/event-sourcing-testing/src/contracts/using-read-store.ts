import { randomUUID } from 'node:crypto';
import type { Collection, CollectionSpec, Filter, ReadStore, Scalar } from '@firebreak/event-sourcing';

export interface OpenedReadStore {
  readonly store: ReadStore;
  close(): Promise<void>;
  /** Closes and opens the same documents again; absent where the engine forgets. */
  reopen?(): Promise<OpenedReadStore>;
}

export type OpenReadStore = () => Promise<OpenedReadStore>;

/** Opens a store before each test and closes it after. */
export const usingReadStore = (open: OpenReadStore): { readonly current: ReadStore; reopen(): Promise<boolean> } => {
  let opened: OpenedReadStore;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(() => opened.close());
  return {
    get current() {
      return opened.store;
    },
    reopen: async () => {
      if (!opened.reopen) return false;
      opened = await opened.reopen();
      return true;
    },
  };
};

export const freshName = (): string => `lamps_${randomUUID().replaceAll('-', '').slice(0, 12)}`;

/** What the suites keep: loosely typed on purpose, as documents of older versions are. */
export type Lamp = Readonly<Record<string, unknown>>;

export const lampSpec = (over: Partial<CollectionSpec> = {}): CollectionSpec => ({
  name: freshName(),
  indexes: [
    { fields: ['room', 'watts'] },
    { fields: ['on'] },
    { fields: ['made.at'] },
    { fields: ['serial'], unique: true },
    { fields: ['tags'], multi: true },
    { fields: ['made.by'], multi: true },
  ],
  text: ['title', 'notes'],
  ...over,
});

/** A collection with these documents in it, by id. */
export const lampsWith = async (store: ReadStore, docs: Readonly<Record<string, Lamp>>, spec = lampSpec()): Promise<Collection<Lamp>> => {
  const lamps = await store.collection<Lamp>(spec);
  await lamps.bulk(Object.entries(docs).map(([id, doc]) => ({ op: 'insert', id, doc })));
  return lamps;
};

export const idsOf = async (lamps: Collection<Lamp>, filter: Filter): Promise<string> => (await lamps.find({ filter })).map(({ id }) => id).join(' ');

export const eq = (field: string, value: Scalar): Filter => ({ op: 'eq', field, value });
export const not = (filter: Filter): Filter => ({ op: 'not', filter });
export const all: Filter = { op: 'all' };
