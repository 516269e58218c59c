import { declaredFields, type CollectionSpec, type ReadStore } from '@firebreak/event-sourcing';
import { MongoServerError, type Collection as Raw, type Db } from 'mongodb';
import { fieldsOf, uniqueViolation, type StoredDocument } from './document-writes';
import { keptOf } from './index-fields';
import { indexesOf, layoutOf, type Layout } from './layout';
import { mongoCollection } from './mongo-collection';
import { isDuplicate, reading } from './mongo-errors';
import { fromStored } from './stored-form';

export interface MongoReadStoreOptions {
  /** `[a-z0-9_]*`, before the name of every collection. */
  readonly prefix?: string;
}

interface Shape {
  readonly _id: string;
  readonly shape: string;
}

// Explicit, whatever the address says: what was answered survives the loss of a server. Reads go to the primary and see what was
// written last; a write that follows from a read is acknowledged only when the read thing is as safe as itself.
const durable = { writeConcern: { w: 'majority', journal: true }, readConcern: { level: 'local' }, readPreference: 'primary' } as const;

// Over many documents these take longer than anything that somebody waits for.
const patient = { timeoutMS: 600_000 } as const;

/** What of a declaration decides what is kept beside a document. */
const shapeOf = ({ indexes, text = [] }: CollectionSpec): string => JSON.stringify({ indexes, text });

/** The documents stay, what is kept beside them is made anew; one that is written meanwhile is taken again. */
const reshape = async (raw: Raw<StoredDocument>, layout: Layout): Promise<void> => {
  for await (let one of raw.find<StoredDocument>({}, { projection: { doc: 1, w: 1 } })) {
    for (;;) {
      const fields = fieldsOf(keptOf(layout, fromStored(one.doc) as object));
      if (Object.keys(fields).length === 0) break;
      const { matchedCount } = await raw.updateOne({ _id: { $eq: one._id }, w: { $eq: one.w } }, fields);
      const again = matchedCount > 0 ? null : await raw.findOne({ _id: { $eq: one._id } });
      if (!again) break;
      one = again;
    }
  }
};

const register = async (shapes: Raw<Shape>, _id: string, shape: string): Promise<void> => {
  const { matchedCount } = await shapes.updateOne({ _id: { $eq: _id } }, { $set: { shape } });
  if (matchedCount > 0) return;
  await shapes.insertOne({ _id, shape }).catch((error: unknown) => {
    if (!isDuplicate(error)) throw error;
  });
};

/**
 * Read models in a MongoDB database, one collection each. No transaction, no upsert, no pipeline: a server that knows plain
 * writes by filter is enough.
 * @param db of a client from `openReadMongo`; the caller closes it
 * @throws CodedError `read-store-unavailable`
 */
export const mongoReadStore = (db: Db, { prefix = '' }: MongoReadStoreOptions = {}): ReadStore => {
  if (!/^[a-z0-9_]{0,32}$/.test(prefix)) throw new TypeError('a prefix is made of small letters, digits and _');
  const rawOf = (name: string): Raw<StoredDocument> => db.collection<StoredDocument>(`${prefix}${name}`, durable);
  // No collection of ours begins so.
  const shapes = db.collection<Shape>(`${prefix}_shapes`, durable);

  return {
    collection: <D extends object>(spec: CollectionSpec) =>
      reading(async () => {
        const layout = layoutOf(spec);
        const [raw, shape] = [rawOf(spec.name), shapeOf(spec)];
        const known = await shapes.findOne({ _id: { $eq: spec.name } });
        try {
          if (known?.shape !== shape) await reshape(raw, layout);
          const indexes = indexesOf(layout);
          if (indexes.length > 0) await raw.createIndexes(indexes, patient);
        } catch (error) {
          throw isDuplicate(error) ? uniqueViolation(layout, '') : error;
        }
        if (known?.shape !== shape) await register(shapes, spec.name, shape);
        return mongoCollection<D>(raw, layout);
      }),
    drop: (name) =>
      reading(async () => {
        declaredFields({ name, indexes: [] });
        await shapes.deleteOne({ _id: { $eq: name } });
        try {
          await rawOf(name).drop(patient);
        } catch (error) {
          // Not there.
          if (!(error instanceof MongoServerError && error.code === 26)) throw error;
        }
      }),
    batch: (work) => work(),
  };
};
