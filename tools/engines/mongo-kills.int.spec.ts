import { hasCode } from '@firebreak/event-sourcing';
import { mongoReadStore, openReadMongo } from '@firebreak/read-store-mongodb';
import { startSecantus } from './mongo-secantus';
import { usingEngine } from './using-engine';

interface Counter {
  readonly n: number;
}

const ids = Array.from({ length: 10 }, (_, id) => `counter ${id}`);
const rounds = 60;

describe('a read store whose server is killed', () => {
  const engine = usingEngine(startSecantus);

  it('keeps what it answered for, and counts no write twice', async () => {
    const { db, close } = await openReadMongo(engine.current.url, { database: 'kills', selectionMs: 10_000 });
    const counters = await mongoReadStore(db).collection<Counter>({ name: 'counters_v1', indexes: [] });
    await counters.bulk(ids.map((id) => ({ op: 'insert', id, doc: { n: 0 } })));
    let [done, unknown] = [0, 0];
    const increment = async (id: string): Promise<void> => {
      for (;;) {
        try {
          const { n } = (await counters.get(id))!;
          if (!(await counters.set(id, { n }, { n: n + 1 }))) continue;
          done += 1;
          return;
        } catch (error) {
          if (!hasCode(error, 'read-store-unavailable')) throw error;
          unknown += 1;
        }
      }
    };
    const worker = async (): Promise<void> => {
      for (let round = 0; round < rounds; round += 1) await increment(ids[round % ids.length]!);
    };
    const kills = async (): Promise<void> => {
      for (const at of [40, 120]) {
        while (done < at) await counters.get(ids[0]!);
        await engine.current.kill();
        await engine.current.restart();
      }
    };
    await Promise.all([kills(), worker(), worker(), worker(), worker()]);
    const total = [...(await counters.getMany(ids)).values()].reduce((sum, { n }) => sum + n, 0);
    expect(done).toBe(4 * rounds);
    expect(total).toBeGreaterThanOrEqual(done);
    // A write that nobody answered for may be there.
    expect(total).toBeLessThanOrEqual(done + unknown);
    await close();
  }, 60_000);
});
