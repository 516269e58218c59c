import { readStoreContract } from './contracts/read-store-contract';
import { memoryReadStore } from './memory-read-store';

readStoreContract('memory', () => Promise.resolve({ store: memoryReadStore(), close: () => Promise.resolve() }));

describe('a crash inside a bulk write', () => {
  it('leaves the writes before it', async () => {
    let writes = 0;
    const store = memoryReadStore({ step: (label) => (label === 'read-store.bulk-write:before' && (writes += 1) === 3 ? Promise.reject(new Error('crash')) : Promise.resolve()) });
    const collection = await store.collection({ name: 'lamps', indexes: [] });
    await expect(collection.bulk(['a', 'b', 'c', 'd'].map((id) => ({ op: 'insert', id, doc: {} })))).rejects.toThrow('crash');
    expect((await collection.find({ filter: { op: 'all' } })).map(({ id }) => id)).toEqual(['a', 'b']);
  });
});
