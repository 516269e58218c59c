import { fixedClock, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { Parking, parkedId, rawBytes, type ParkedPage } from './parking';

const entry = { projection: 'lamps', stream: 'light-default.kitchen', revision: 3, reason: 'poison', error: 'TypeError', raw: null, record: null } as const;

describe('parked streams', () => {
  it('are counted, listed by read model and released by name', async () => {
    const parking = await Parking.open(memoryReadStore(), fixedClock());
    await parking.park(entry);
    await parking.park({ ...entry, stream: 'light-default.cellar' });
    await parking.park({ ...entry, projection: 'doors' });
    expect(await parking.count()).toBe(3);
    expect((await parking.list('lamps')).map(({ stream }) => stream).sort()).toEqual(['light-default.cellar', 'light-default.kitchen']);
    expect(await parking.list()).toHaveLength(3);
    await parking.release('lamps', entry.stream);
    expect([await parking.isParked('lamps', entry.stream), await parking.isParked('doors', entry.stream)]).toEqual([false, true]);
  });

  it('are told page by page, to each owner its own, and to one what belongs to nobody', async () => {
    const parking = await Parking.open(memoryReadStore(), fixedClock());
    const streams = ['light-default.a', 'light-default.b', 'light-other.c', 'firebreak.light.v1:0:7', 'door-default.d'];
    for (const stream of streams) await parking.park({ ...entry, stream });
    const owner = { tenant: 'default', categories: ['light'], foreign: false };
    const seen = async (page: ParkedPage): Promise<string[]> => (await parking.page(page)).map(({ stream }) => stream);
    expect(await seen({ owner })).toEqual(['light-default.a', 'light-default.b']);
    expect(await seen({ owner: { ...owner, foreign: true } })).toEqual(['firebreak.light.v1:0:7', 'light-default.a', 'light-default.b']);
    expect(await seen({ owner: { ...owner, tenant: 'other' } })).toEqual(['light-other.c']);
    expect(await seen({ limit: 2, after: parkedId('lamps', 'firebreak.light.v1:0:7') })).toEqual(['light-default.a', 'light-default.b']);
    expect([await parking.count({ owner, projection: 'lamps' }), await parking.count({ owner, projection: 'doors' })]).toEqual([2, 0]);
  });

  it('show the first bytes of what was there, and how many there were', () => {
    expect(rawBytes(new Uint8Array(10_000).fill(255))).toEqual({ base64: Buffer.alloc(4_096, 255).toString('base64'), size: 10_000 });
    expect([rawBytes(null), rawBytes('ä')]).toEqual([null, { base64: 'w6Q=', size: 2 }]);
  });

  it('remember since when, how often, and what was wrong last', async () => {
    const clock = fixedClock();
    const parking = await Parking.open(memoryReadStore(), clock);
    await parking.park(entry);
    clock.advance(60_000);
    await parking.park({ ...entry, revision: 4, reason: 'gap', error: 'event 6 came first' });
    expect(await parking.get('lamps', entry.stream)).toEqual({ ...entry, revision: 4, reason: 'gap', error: 'event 6 came first', parkedAt: fixedClock().now(), attempts: 2 });
  });

  it.each(['insert', 'get'])('stay parked where they are released while somebody parks them again, after its %s', async (operation) => {
    let meanwhile = (): Promise<void> => Promise.resolve();
    const store = memoryReadStore({ step: (label) => (label === `read-store.${operation}:after` ? meanwhile() : Promise.resolve()) });
    const parking = await Parking.open(store, fixedClock());
    await parking.park(entry);
    meanwhile = async () => {
      meanwhile = () => Promise.resolve();
      await parking.release('lamps', entry.stream);
    };
    await parking.park(entry);
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: entry.stream, attempts: 1 })]);
  });
});
