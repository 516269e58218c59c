import { beginRebuild, generationSpec, type RebuildPhase } from '@firebreak/event-sourcing';
import { doublesSpec, lighting, lightStream, memoryEngines, now, poison, run, sums, type Engines, type Running, type Sum } from '../testing/lights';
import { controlCollection } from './control-book';

const units = ['own', 'others'] as const;

let engines: Engines;
let light: ReturnType<typeof lighting>;
let running: Running[];

const start = async (...args: [Parameters<typeof run>[1]?, Parameters<typeof run>[2]?]): Promise<Running> => {
  const started = await run(engines, ...args);
  running.push(started);
  return started;
};

const until = ({ runtime }: Running, unit: string, live: number, phase: RebuildPhase = 'idle'): Promise<void> =>
  runtime.waitUntil(async () => {
    const status = await runtime.rebuilds.of(unit);
    return status.live.generation === live && status.phase === phase;
  }, 10_000);

const collectionOf = (unit: (typeof units)[number], generation: number) =>
  engines.readStore.collection<Sum>(generationSpec(sums(unit === 'own' ? 'own_sum' : 'bus_sum').collection, generation));

const rebuilt = async (replica: Running, unit: (typeof units)[number], live: number): Promise<void> => {
  await replica.runtime.rebuilds.rebuild(unit, { manual: false });
  await until(replica, unit, live);
};

beforeEach(async () => {
  engines = memoryEngines();
  light = lighting(engines);
  running = [];
  for (const id of ['a', 'b', 'c']) await light(id, 1, 2, 3);
});

afterEach(async () => {
  for (const each of running) await each.stop();
});

it('makes read models again beside those that are read, and switches', async () => {
  const replica = await start();
  await replica.runtime.whenCaughtUp();
  for (const unit of units) await rebuilt(replica, unit, 2);
  await light('a', 4);
  await replica.runtime.whenCaughtUp();
  for (const model of ['own_sum', 'bus_sum'] as const) expect(await replica.read(model)).toEqual({ a: 10, b: 6, c: 6 });
  expect(await replica.readDoubles()).toEqual({ a: 20, b: 12, c: 12 });
  expect(await replica.runtime.rebuilds.of('own')).toMatchObject({ live: { generation: 2 }, previous: { generation: 1 }, startedAt: now, verifiedAt: now, switchedAt: now });
});

it('counts what is to be read, and how much has been', async () => {
  const replica = await start();
  for (const unit of units) {
    await replica.runtime.rebuilds.rebuild(unit, { manual: true });
    await until(replica, unit, 1, 'verified');
    expect((await replica.runtime.rebuilds.of(unit)).building).toEqual({ generation: 2, lag: 0, done: 9, target: 9 });
  }
});

it('takes in what is written meanwhile', async () => {
  const replica = await start();
  for (const unit of units) await replica.runtime.rebuilds.rebuild(unit, { manual: false });
  let written = 0;
  while ((await replica.runtime.rebuilds.list()).some(({ live }) => live.generation === 1)) {
    // In memory nothing takes time: timers have their turn between two writes.
    await new Promise((resolve) => void setImmediate(resolve));
    await light(`m${(written += 1)}`, 1);
    await replica.runtime.waitForRevision('own_sum', lightStream(`m${written}`), 0);
    // Whoever has waited reads it, before, during and after the switch.
    expect(await replica.read('own_sum')).toHaveProperty(`m${written}`, 1);
  }
  await replica.runtime.whenCaughtUp();
  expect(Object.keys(await replica.read('bus_sum'))).toHaveLength(3 + written);
});

it('goes back to what was before, which has missed nothing, and forward again', async () => {
  const replica = await start();
  for (const unit of units) await rebuilt(replica, unit, 2);
  await light('a', 4);
  for (const unit of units) {
    await replica.runtime.rebuilds.rollBack(unit);
    await until(replica, unit, 1);
  }
  await replica.runtime.whenCaughtUp();
  expect([await replica.read('own_sum'), await replica.read('bus_sum'), await replica.readDoubles()]).toMatchObject([{ a: 10 }, { a: 10 }, { a: 20 }]);
  await replica.runtime.rebuilds.switch('own');
  await until(replica, 'own', 2);
});

it('waits to be told where it is asked to', async () => {
  const replica = await start();
  await replica.runtime.rebuilds.rebuild('own', { manual: true });
  await until(replica, 'own', 1, 'verified');
  await replica.runtime.rebuilds.switch('own');
  await until(replica, 'own', 2);
});

it('clears away what is given up, and feeds it no more', async () => {
  const replica = await start();
  for (const unit of units) {
    await rebuilt(replica, unit, 2);
    await replica.runtime.rebuilds.drop(unit);
    await replica.runtime.waitUntil(async () => (await (await collectionOf(unit, 1)).count({ op: 'all' })) === 0, 10_000);
  }
  await light('a', 4);
  await replica.runtime.whenCaughtUp();
  expect([await replica.read('own_sum'), await replica.read('bus_sum')]).toMatchObject([{ a: 10 }, { a: 10 }]);
  for (const unit of units) expect(await (await collectionOf(unit, 1)).count({ op: 'all' })).toBe(0);
  expect(await (await engines.readStore.collection(doublesSpec)).count({ op: 'all' })).toBe(0);
  // What was given up once is not what the next one is called.
  await rebuilt(replica, 'own', 3);
});

it('is given up in the middle without a trace', async () => {
  const replica = await start();
  await replica.runtime.rebuilds.rebuild('own', { manual: true });
  await until(replica, 'own', 1, 'verified');
  await replica.runtime.rebuilds.drop('own');
  await replica.runtime.waitUntil(async () => (await (await collectionOf('own', 2)).count({ op: 'all' })) === 0, 10_000);
  expect(await replica.runtime.rebuilds.of('own')).toMatchObject({ live: { generation: 1 }, building: null, previous: null, phase: 'idle' });
});

it('is given up by itself when it was kept long enough', async () => {
  const replica = await start({ timings: { lookEveryMs: 2, announceMs: 10, graceMs: 5, keepMs: 0 } });
  await replica.runtime.rebuilds.rebuild('own', { manual: false });
  await replica.runtime.waitUntil(async () => (await replica.runtime.rebuilds.of('own')).live.generation === 2 && (await replica.runtime.rebuilds.of('own')).previous === null, 10_000);
});

it('does not switch to documents that are not what their source says', async () => {
  const replica = await start();
  // Somebody else wrote there: an event is missing, another document is wrong, a third one is nobody's.
  const building = await collectionOf('own', 2);
  await building.insert(lightStream('a'), { rev: 2, sum: 5, dirty: true });
  await building.insert(lightStream('x'), { rev: 0, sum: 1, dirty: true });
  await replica.runtime.rebuilds.rebuild('own', { manual: false });
  await replica.runtime.waitUntil(async () => (await replica.runtime.rebuilds.of('own')).refusal !== null, 10_000);
  expect(await replica.runtime.rebuilds.of('own')).toMatchObject({ live: { generation: 1 }, phase: 'building', refusal: 'streams-differ' });
  await expect(replica.runtime.rebuilds.switch('own')).rejects.toMatchObject({ code: 'not-verified' });
  const { isComplete, projections } = await replica.runtime.rebuilds.audit('own', 2);
  expect(isComplete).toBe(false);
  expect(projections[0]).toMatchObject({ counts: { surplus: 1, missing: 0, behind: 0 }, differences: [{ stream: lightStream('x'), difference: 'surplus' }], sample: { different: [lightStream('a')] } });
  await building.delete(lightStream('x'));
  await replica.runtime.waitUntil(async () => (await replica.runtime.rebuilds.of('own')).refusal === 'sample-differs', 10_000);
});

it('is caught by the audit when it was switched behind its back', async () => {
  const replica = await start();
  const whole = await replica.runtime.rebuilds.audit('own');
  expect(whole).toMatchObject({ isComplete: true, generation: 1, isLive: true });
  const control = await engines.readStore.collection(controlCollection);
  const begun = beginRebuild(now, false)({ ...(await replica.runtime.rebuilds.of('own')), epoch: 0, live: 1, building: null, previous: null, dropping: [], last: 1, phase: 'idle', target: null });
  await control.insert('own', { ...begun, epoch: 7, phase: 'idle', live: 2, building: null, previous: 1 });
  await (await engines.readStore.collection({ name: 'checkpoints_v1', indexes: [] })).insert('own.g2', { position: (await engines.store.head())! });
  const broken = await replica.runtime.rebuilds.audit('own');
  expect(broken).toMatchObject({ isComplete: false, generation: 2, isLive: true });
  expect(broken.projections[0]).toMatchObject({ documents: 0, streams: 3, counts: { missing: 3 }, digest: { documents: '0'.repeat(64), source: whole.projections[0]!.digest.source } });
});

it('parks a poison under the name of its generation, and is taken where the one before has it too', async () => {
  await light('d', 1, poison, 2);
  const strict = { strict: true };
  const replica = await start({}, strict);
  await replica.runtime.whenCaughtUp();
  await rebuilt(replica, 'own', 2);
  const parked = await replica.runtime.parking.list();
  expect(parked.filter(({ projection }) => projection.startsWith('own')).map(({ projection, stream, revision }) => [projection, stream, revision])).toEqual([
    ['own_sum.g2', lightStream('d'), 1],
    ['own_sum', lightStream('d'), 1],
  ]);
  expect((await replica.runtime.rebuilds.audit('own')).projections[0]).toMatchObject({ counts: { parked: 1 }, isComplete: false });
  strict.strict = false;
  await replica.runtime.projector('own_sum.g2').retry(lightStream('d'));
  expect((await replica.runtime.rebuilds.audit('own')).isComplete).toBe(true);
});

it('does not take what only the new one cannot fold', async () => {
  await light('d', 1, poison, 2);
  const strict = { strict: false };
  const replica = await start({}, strict);
  await replica.runtime.whenCaughtUp();
  strict.strict = true;
  await replica.runtime.rebuilds.rebuild('own', { manual: false });
  await replica.runtime.waitUntil(async () => (await replica.runtime.rebuilds.of('own')).refusal === 'streams-parked', 10_000);
  expect(await replica.read('own_sum')).toHaveProperty('d', 16);
});

it('names what is not there', async () => {
  const { rebuilds } = (await start()).runtime;
  await expect(rebuilds.rebuild('nobody', { manual: false })).rejects.toMatchObject({ code: 'unknown-projection', details: { known: ['own', 'others'] } });
  await expect(rebuilds.audit('own', 2)).rejects.toMatchObject({ code: 'unknown-generation' });
  expect(await rebuilds.of('own_sum')).toMatchObject({ name: 'own' });
});
