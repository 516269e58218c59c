import { streamName, type Collection, type CollectionSpec, type EventBus, type ReadStore } from '@firebreak/event-sourcing';
import { Leases } from '../leases';
import { lighting, lightStream, memoryEngines, run, type Engines, type Running } from '../testing/lights';
import { auditProjection } from './audit-projection';
import { SourceHeads } from './source-heads';
import type { SourceLog } from './source-log';

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** A process that dies at its nth write: what it wrote is there, and it does nothing any more. */
const dyingAt = (inner: ReadStore, nth: number): { readonly store: ReadStore; readonly died: Promise<void>; readonly isDead: () => boolean } => {
  let [writes, dead] = [0, false];
  let die: () => void = () => undefined;
  const died = new Promise<void>((resolve) => void (die = resolve));
  const alive = <T>(work: () => Promise<T>): Promise<T> => (dead ? never() : work());
  const write = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) return never();
    const answer = await work();
    if ((writes += 1) !== nth) return answer;
    dead = true;
    die();
    return never();
  };
  const collection = async <D extends object>(spec: CollectionSpec): Promise<Collection<D>> => {
    const of = await alive(() => inner.collection<D>(spec));
    return {
      get: (id) => alive(() => of.get(id)),
      getMany: (ids, only) => alive(() => of.getMany(ids, only)),
      find: (options) => alive(() => of.find(options)),
      count: (filter) => alive(() => of.count(filter)),
      insert: (id, doc) => write(() => of.insert(id, doc)),
      replace: (id, where, doc) => write(() => of.replace(id, where, doc)),
      set: (id, where, changes) => write(() => of.set(id, where, changes)),
      bulk: (all) => write(() => of.bulk(all)),
      delete: (id) => write(() => of.delete(id)),
    };
  };
  return { store: { collection, drop: (name) => write(() => inner.drop(name)), batch: (work) => work() }, died, isDead: () => dead };
};

/** Its connections end with it, and what they held is free. */
const busOf = (inner: EventBus, died: Promise<void>): EventBus => ({
  ...inner,
  subscribe: async (options, handle) => {
    const gone = died.then((): never => {
      throw new Error('died');
    });
    gone.catch(() => undefined);
    const subscription = await inner.subscribe(options, (batch) => Promise.race([handle(batch), gone]));
    void died.then(() => subscription.stop());
    return subscription;
  },
});

/** Partitions are one member's: all of them are another replica's. */
const idleMember = (inner: EventBus): EventBus => ({ ...inner, subscribe: () => Promise.resolve({ done: never(), stop: () => Promise.resolve() }) });

const filled = async (): Promise<Engines> => {
  const engines = memoryEngines();
  const light = lighting(engines);
  for (const id of ['a', 'b', 'c', 'd']) await light(id, 1, 2, 3);
  return engines;
};

const until = ({ runtime }: Running, unit: string, live: number): Promise<void> =>
  runtime.waitUntil(async () => {
    const status = await runtime.rebuilds.of(unit);
    return status.live.generation === live && status.phase === 'idle';
  }, 20_000);

const isWhole = async ({ runtime, read, readDoubles }: Running): Promise<void> => {
  await runtime.whenCaughtUp();
  for (const unit of ['own', 'others']) expect(await runtime.rebuilds.audit(unit)).toMatchObject({ isComplete: true, pending: unit === 'own' ? null : 0 });
  const sums = { a: 6, b: 6, c: 6, d: 10 };
  expect([await read('own_sum'), await read('bus_sum')]).toEqual([sums, sums]);
  expect(await readDoubles()).toEqual({ a: 12, b: 12, c: 12, d: 20 });
};

describe('a replica that dies', () => {
  // From the first write of a start to the clearing away of the generation before.
  it.each(Array.from({ length: 84 }, (_, n) => n + 1))('at its write %i leaves nothing that another one cannot finish', async (nth) => {
    const engines = await filled();
    const { store, died, isDead } = dyingAt(engines.readStore, nth);
    const story = async (replica: Running): Promise<void> => {
      const { rebuilds } = replica.runtime;
      // Whoever takes it up again looks first: what was made once is not to be made once more.
      for (const { name, live } of await rebuilds.list()) if (['own', 'others'].includes(name) && live.generation === 1) await rebuilds.rebuild(name, { manual: false });
      for (const unit of ['own', 'others']) {
        await until(replica, unit, 2);
        await rebuilds.drop(unit);
      }
    };
    const first = run({ ...engines, readStore: store, bus: busOf(engines.bus, died) });
    const told = first.then(story);
    told.catch(() => undefined);
    await Promise.race([died, told.then(() => first.then((replica) => replica.stop()))]);
    await lighting(engines)('d', 4);
    const second = await run(engines);
    if (isDead()) await story(second);
    await second.runtime.waitUntil(async () => (await second.runtime.rebuilds.list()).every(({ previous, live }) => previous === null && live.generation === 2), 20_000);
    await isWhole(second);
    await second.stop();
  });
});

describe('two replicas', () => {
  it('see the same switch, and do the work once', async () => {
    const engines = await filled();
    const one = await run(engines, { leases: new Leases(engines.readStore, 'one') });
    const two = await run({ ...engines, bus: idleMember(engines.bus) }, { leases: new Leases(engines.readStore, 'two') });
    const replicas = [one, two];
    for (const unit of ['own', 'others']) await one.runtime.rebuilds.rebuild(unit, { manual: false });
    for (const unit of ['own', 'others']) for (const replica of replicas) await until(replica, unit, 2);
    await lighting(engines)('d', 4);
    for (const replica of replicas) await replica.runtime.waitForRevision('own_sum', lightStream('d'), 3);
    await one.runtime.waitUntil(async () => (await one.read('bus_sum'))['d'] === 10 && (await one.readDoubles())['d'] === 20, 10_000);
    for (const replica of replicas) await isWhole(replica);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('take a rebuild over from one that is gone', async () => {
    const engines = await filled();
    const one = await run(engines, { leases: new Leases(engines.readStore, 'one', () => performance.now(), 60) });
    await one.runtime.rebuilds.rebuild('own', { manual: true });
    await one.stop();
    const two = await run(engines, { leases: new Leases(engines.readStore, 'two', () => performance.now(), 60) });
    await two.runtime.waitUntil(async () => (await two.runtime.rebuilds.of('own')).phase === 'verified', 10_000);
    await two.runtime.rebuilds.switch('own');
    await until(two, 'own', 2);
    await two.stop();
  });
});

describe('who reads', () => {
  it('meets the old generation or the new one, never none, while it learns of the switch late', async () => {
    const engines = await filled();
    const one = await run(engines, { leases: new Leases(engines.readStore, 'one') });
    const late = await run({ ...engines, bus: idleMember(engines.bus) }, { leases: new Leases(engines.readStore, 'late') });
    await one.runtime.whenCaughtUp();
    const held = await late.runtime.readModels.collection<{ rev: number }>({ name: 'own_sum_v1', indexes: [{ fields: ['dirty'] }] });
    await one.runtime.rebuilds.rebuild('own', { manual: false });
    let switched = false;
    const switching = until(one, 'own', 2).then(() => (switched = true));
    let reads = 0;
    while (!switched || reads < 50) {
      await new Promise((resolve) => void setImmediate(resolve));
      expect(await held.count({ op: 'all' })).toBe(4);
      reads += 1;
    }
    await switching;
    await lighting(engines)('e', 1);
    await late.runtime.waitForRevision('own_sum', lightStream('e'), 0);
    expect(await held.get(streamName('light', 'default', 'e'))).toMatchObject({ rev: 0 });
    await Promise.all([one.stop(), late.stop()]);
  });
});

describe('the audit of what moves', () => {
  it('counts a stream that begins while it looks on neither side', async () => {
    const engines = await filled();
    const replica = await run(engines);
    await replica.runtime.whenCaughtUp();
    const collection = await engines.readStore.collection<{ rev: number; sum: number; dirty: boolean }>({ name: 'own_sum_v1', indexes: [{ fields: ['dirty'] }] });
    const heads: { stream: string; revision: number }[] = ['a', 'b', 'c', 'd'].map((id) => ({ stream: lightStream(id), revision: 2 }));
    let reads = 0;
    const log: SourceLog = async (after) => {
      // New with every look after the first: one that no document can have yet, and one that moved.
      if ((reads += 1) > 1) heads.push({ stream: lightStream(`new-${reads}`), revision: 0 });
      const from = Number(after ?? 0);
      return { entries: heads.slice(from).map((each) => ({ ...each, event: () => null })), cursor: String(heads.length), isLast: true };
    };
    const turn = (): Promise<void> => Promise.resolve();
    const read = new SourceHeads(log, { sampleSize: 10, random: () => 0, turn });
    await read.readOn();
    const projection = { name: 'own_sum', categories: ['light'], collection: { name: 'own_sum_v1', indexes: [] }, evolve: () => ({ rev: 0 }) };
    const audit = await auditProjection({ projection, collection, parking: replica.runtime.parking, asFolded: (doc) => doc }, read, { turn, pause: turn });
    expect(audit).toMatchObject({ streams: 4, documents: 4, isComplete: true });
    expect(audit.digest.documents).toBe(audit.digest.source);
    await replica.stop();
  });
});
