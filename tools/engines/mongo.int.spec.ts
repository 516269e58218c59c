import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import type { Engine } from './engine';
import { startSecantus } from './mongo-secantus';

const durable = { writeConcern: { w: 'majority', journal: true } } as const;

describe('the server for tests that speaks the MongoDB protocol', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'firebreak-mongo-'));
  let engine: Engine;
  beforeAll(async () => {
    engine = await startSecantus({ dir });
  }, 180_000);
  afterAll(async () => {
    await engine.stop();
    rmSync(dir, { recursive: true });
  });

  const withClient = async <T>(work: (client: MongoClient) => Promise<T>): Promise<T> => {
    const client = new MongoClient(engine.url);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  };
  const ids = (): Promise<unknown[]> => withClient(async (client) => (await client.db('engine').collection('kept').find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id));
  const put = (_id: number): Promise<unknown> => withClient((client) => client.db('engine').collection<{ _id: number }>('kept').insertOne({ _id }, durable));

  it('says what it is not', () => expect(engine.what).toContain('it is not MongoDB'));

  it('keeps address and data over a kill and over a stop', async () => {
    const { url } = engine;
    await put(1);
    await engine.kill();
    await engine.restart();
    expect([engine.url, await ids()]).toEqual([url, [1]]);
    await put(2);
    await engine.stop();
    await expect(new MongoClient(url, { serverSelectionTimeoutMS: 200 }).connect()).rejects.toThrow();
    await engine.restart();
    expect(await ids()).toEqual([1, 2]);
  });
});
