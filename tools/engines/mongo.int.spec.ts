import { MongoClient } from 'mongodb';
import { startSecantus } from './mongo-secantus';
import { usingEngine } from './using-engine';

const durable = { writeConcern: { w: 'majority', journal: true } } as const;

describe('the server for tests that speaks the MongoDB protocol', () => {
  const engine = usingEngine(startSecantus);

  const withClient = async <T>(work: (client: MongoClient) => Promise<T>): Promise<T> => {
    const client = new MongoClient(engine.current.url);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  const ids = (): Promise<unknown[]> => withClient(async (client) => (await client.db('engine').collection('kept').find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id));
  const put = (_id: number): Promise<unknown> => withClient((client) => client.db('engine').collection<{ _id: number }>('kept').insertOne({ _id }, durable));

  it('says what it is not', () => expect(engine.current.what).toContain('it is not MongoDB'));

  it('keeps address and data over a kill and over a stop', async () => {
    const { url } = engine.current;
    await put(1);
    await engine.current.kill();
    await engine.current.restart();
    expect([engine.current.url, await ids()]).toEqual([url, [1]]);
    await put(2);
    await engine.current.stop();
    await expect(new MongoClient(url, { serverSelectionTimeoutMS: 200 }).connect()).rejects.toThrow();
    await engine.current.restart();
    expect(await ids()).toEqual([1, 2]);
  });
});
