import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { openEventStoreDb, type EventStoreDb } from '@firebreak/event-store-eventstoredb';
import { plain, sendCount } from './counters';
import { startFakeEventStore, type FakeEventStore } from './fake-server';
import { noFaults } from './faults';

const stream = 'counter-default.a';
const code = (expected: string) => expect.objectContaining({ code: expected }) as Error;

let fake: FakeEventStore;
let store: EventStoreDb;
beforeEach(async () => {
  fake = await startFakeEventStore();
  store = await openEventStoreDb({ url: fake.url });
});
afterEach(async () => {
  Object.assign(fake.faults, noFaults());
  await store.close();
  await fake.stop();
});

const impatient = async <T>(use: (store: EventStoreDb) => Promise<T>, timeoutMs = 400): Promise<T> => {
  const opened = await openEventStoreDb({ url: fake.url, timeoutMs });
  return use(opened).finally(() => opened.close());
};
const written = (name = stream): number[] => fake.log.stream(name).map(({ data }) => (JSON.parse(Buffer.from(data, 'base64').toString()) as { value: number }).value);

/** Resolves once the fake has taken the next append. */
const taken = (): Promise<void> =>
  new Promise((resolve) => {
    const silence = fake.log.onAppend(() => resolve(silence()));
  });

/** Mulberry32: the same schedule on every run. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

describe('an append whose answer is lost', () => {
  it('waits for ever in the client itself', async () => {
    const client = EventStoreDBClient.connectionString(fake.url);
    fake.faults.lostAnswers = 1;
    const lost = taken();
    const naive = client.appendToStream(stream, [jsonEvent({ type: 'Counted', data: {} })]).then(() => 'answered', () => 'failed');
    await lost;
    for (const value of [1, 2, 3]) await sendCount(store, 'counter-default.other', value);
    expect([await Promise.race([naive, Promise.resolve('waits')]), fake.faults.lostAnswers]).toEqual(['waits', 0]);
  });

  it('two hundred times, or dropped, or reset, is neither lost nor doubled nor taken for a conflict', async () => {
    await impatient(async (each) => {
      const random = seeded(7);
      const struck = { lostAnswers: 0, dropped: 0, resets: 0 };
      let conflicts = 0;
      const names = Array.from({ length: 10 }, (_, index) => `counter-default.${index}`);
      const values = Array.from({ length: 26 }, (_, index) => index);
      await Promise.all(names.map(async (name) => {
        for (const value of values) {
          const draw = random();
          const kind = draw < 0.84 ? 'lostAnswers' : draw < 0.92 ? 'dropped' : draw < 0.95 ? 'resets' : null;
          if (kind) {
            struck[kind] += 1;
            fake.faults[kind] += 1;
          }
          const { handled } = await sendCount(each, name, value, () => (conflicts += 1));
          expect(handled).toMatchObject({ revision: value });
        }
      }));
      expect(names.map((name) => written(name))).toEqual(names.map(() => values));
      expect(conflicts).toBe(0);
      expect(struck.lostAnswers).toBeGreaterThanOrEqual(200);
      expect(Math.min(struck.dropped, struck.resets)).toBeGreaterThan(0);
      expect(fake.faults).toEqual(noFaults());
      expect(each.stats()).toMatchObject({ conflicts: 0 });
      expect(each.stats().unknown).toBeGreaterThanOrEqual(200);
    }, 150);
  });

  it.each(['lostAnswers', 'dropped', 'resets'] as const)('has an unknown outcome (%s) until the same bytes are sent again', async (fault) => {
    await impatient(async (each) => {
      const event = plain();
      fake.faults[fault] = 1;
      await expect(each.append(stream, -1, [event])).rejects.toEqual(code('append-outcome-unknown'));
      expect(fake.log.stream(stream)).toHaveLength(fault === 'dropped' ? 0 : 1);
      expect(await store.append(stream, -1, [event])).toMatchObject({ revision: 0 });
      expect(fake.log.stream(stream)).toHaveLength(1);
    });
  });

  it('is recognised as our own where others followed, and refused where others came first', async () => {
    await impatient(async (each) => {
      const [own, other] = [plain(), plain()];
      fake.faults.lostAnswers = 1;
      await expect(each.append(stream, -1, [own])).rejects.toEqual(code('append-outcome-unknown'));
      await store.append(stream, 0, [other]);
      expect(await store.append(stream, -1, [own])).toMatchObject({ revision: 0 });
      fake.faults.dropped = 1;
      const late = plain();
      await expect(each.append(stream, 1, [late])).rejects.toEqual(code('append-outcome-unknown'));
      await store.append(stream, 1, [plain()]);
      await expect(store.append(stream, 1, [late])).rejects.toMatchObject({ code: 'revision-conflict', details: { actual: 2 } });
      expect(fake.log.stream(stream)).toHaveLength(3);
    });
  });
});

describe('a node that does not lead', () => {
  it('is an unavailable store that has written nothing, and works again once another leads', async () => {
    const event = plain();
    fake.faults.notLeader = 1;
    await expect(store.append(stream, -1, [event])).rejects.toEqual(code('store-unavailable'));
    expect(fake.log.stream(stream)).toHaveLength(0);
    expect(await store.append(stream, -1, [event])).toMatchObject({ revision: 0 });
  });
});

describe('several clients in one process', () => {
  it('share what they wait for: the error of one fails the append of another', async () => {
    const [one, two] = [EventStoreDBClient.connectionString(fake.url), EventStoreDBClient.connectionString(fake.url)];
    fake.faults.lostAnswers = 1;
    const lost = taken();
    const naive = one.appendToStream(stream, [jsonEvent({ type: 'Counted', data: {} })]).then(() => 'answered', () => 'failed');
    await lost;
    fake.faults.resets = 1;
    await expect(two.appendToStream('counter-default.b', [jsonEvent({ type: 'Counted', data: {} })])).rejects.toThrow();
    expect(await naive).toBe('failed');
  });

  it('neither fail an append of the adapter nor throw its answer away', async () => {
    fake.faults.delayMs = 200;
    const reached = taken();
    const waiting = store.append(stream, -1, [plain()]);
    await reached;
    fake.faults.resets = 1;
    const other = EventStoreDBClient.connectionString(fake.url);
    await expect(other.appendToStream('counter-default.b', [jsonEvent({ type: 'Counted', data: {} })])).rejects.toThrow();
    expect([await waiting, store.stats()]).toMatchObject([{ revision: 0 }, { appends: 1, unknown: 0 }]);
  });

  it('come out right all the same', async () => {
    const second = await openEventStoreDb({ url: fake.url });
    for (let value = 0; value < 20; value += 1) {
      fake.faults.resets = 1;
      await Promise.all([sendCount(store, stream, value), sendCount(second, 'counter-default.b', value)]);
    }
    const expected = Array.from({ length: 20 }, (_, value) => value);
    expect([written(), written('counter-default.b')]).toEqual([expected, expected]);
    expect(store.stats().unknown + second.stats().unknown).toBeGreaterThanOrEqual(20);
    await second.close();
  });

  it('agree on which store it is, also where they open it at once', async () => {
    const fresh = await startFakeEventStore();
    const opened = await Promise.all([1, 2, 3].map(() => openEventStoreDb({ url: fresh.url })));
    expect(new Set(opened.map(({ storeId }) => storeId)).size).toBe(1);
    expect(opened[0]!.storeId).not.toBe(store.storeId);
    await Promise.all(opened.map((each) => each.close()));
    await fresh.stop();
  });
});

describe('the stored form', () => {
  it.each(['{"a":1,"10":2,"9":3}', '{"2":{"b":1,"1":2}}', '{"value":1e400}', '{"a":{"__proto__":1}}', '[1,2]', '"text"', 'null'])('gives %s back to the byte', async (data) => {
    const event = { ...plain(data), metadata: data };
    await store.append(stream, -1, [event]);
    expect(await store.readStream(stream)).toEqual([expect.objectContaining(event)]);
    expect(await store.readAll({ after: null, limit: 10 })).toEqual([expect.objectContaining(event)]);
  });

  it('gives the events of one append one commit and a position each', async () => {
    await store.append(stream, -1, [plain(), plain(), plain()]);
    const positions = (await store.readStream(stream)).map(({ position }) => position);
    expect(new Set(positions.map((position) => position.split(':')[0])).size).toBe(1);
    expect([...new Set(positions)].sort()).toEqual(positions);
    for (const [index, position] of positions.entries()) expect(await store.readAll({ after: position, limit: 10 })).toHaveLength(2 - index);
  });
});

describe('an address with a user and without TLS', () => {
  it.each(['esdb://admin:changeit@127.0.0.1:1?tls=false', 'esdb://admin:changeit@127.0.0.1:1?TLS=False', 'esdb+discover://admin@127.0.0.1:1?tls=false'])('is refused: %s', async (url) => {
    await expect(openEventStoreDb({ url })).rejects.toEqual(code('insecure-credentials'));
  });

  it('says nothing of the password', async () => {
    const error: unknown = await openEventStoreDb({ url: 'esdb://admin:changeit@127.0.0.1:1?tls=false' }).catch((each: unknown) => each);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('changeit');
  });
});
