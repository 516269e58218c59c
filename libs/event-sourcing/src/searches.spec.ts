import { fixedClock, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { Parking } from './parking';
import { Projector, type SourceEvent } from './projector';
import { late, type Patience } from './searches';
import { lampEvent, lampEvents, lamps, type Lamp } from './testing/lamps';

const kitchen = 'light-default.kitchen';
const cellar = 'light-default.cellar';

const turns = async (done: () => Promise<boolean> | boolean): Promise<void> => {
  while (!(await done())) await new Promise((resolve) => setImmediate(resolve));
};

/** A source that answers when it is told to; nobody waits for it. */
const open = async (store = memoryReadStore()) => {
  const asked: ((events: readonly SourceEvent[] | Error) => void)[] = [];
  const readFrom = (stream: string, from: number): Promise<readonly SourceEvent[]> =>
    new Promise((resolve, reject) => asked.push((events) => (events instanceof Error ? reject(events) : resolve(events.filter((each) => each.stream === stream && each.revision >= from)))));
  const patience: Patience = () => Promise.resolve(late);
  const parking = await Parking.open(store, fixedClock());
  const projector = await Projector.open(lamps, store, { readFrom, patience }, parking);
  const collection = await store.collection<Lamp>(lamps.collection);
  const revision = async (stream: string): Promise<number> => (await collection.get(stream))?.rev ?? -1;
  /** Answers whatever is asked until nobody looks any more. */
  const answer = async (events: readonly SourceEvent[] | Error): Promise<void> =>
    turns(() => {
      for (const each of asked.splice(0)) each(events);
      return projector.healing === 0;
    });
  return { store, asked, parking, projector, revision, answer };
};

describe('a source that takes long', () => {
  it('is waited for by its stream alone, which goes on by itself', async () => {
    const { projector, parking, revision, answer } = await open();
    await projector.apply([lampEvent(kitchen, 3), ...lampEvents(cellar, 2)]);
    expect([await revision(kitchen), await revision(cellar), projector.healing]).toEqual([-1, 1, 1]);
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 0, reason: 'gap', error: 'event 3 came first', isSearched: true })]);
    await projector.apply([lampEvent(kitchen, 4), lampEvent(cellar, 2)]);
    await answer(lampEvents(kitchen, 5));
    expect([await revision(kitchen), await revision(cellar), await parking.count(), projector.stats.healed]).toEqual([4, 2, 0, 1]);
  });

  it('and does not have it leaves the stream parked', async () => {
    const { projector, parking, answer } = await open();
    await projector.apply([lampEvent(kitchen, 3)]);
    await answer([]);
    expect(await parking.list()).toEqual([expect.objectContaining({ reason: 'gap', error: 'event 3 came first' })]);
  });

  it('and fails is asked again with what comes next, of whatever stream', async () => {
    const { projector, parking, revision, answer } = await open();
    await projector.apply([lampEvent(kitchen, 3)]);
    await answer(new Error('away'));
    expect([await revision(kitchen), await parking.isParked('lamps', kitchen)]).toEqual([-1, true]);
    await projector.apply(lampEvents(cellar, 1));
    await answer(lampEvents(kitchen, 4));
    expect([await revision(kitchen), await revision(cellar), await parking.count()]).toEqual([3, 0, 0]);
  });

  it('and fails is asked again, and after a restart', async () => {
    const { store, projector, parking, answer } = await open();
    await projector.apply([lampEvent(kitchen, 3)]);
    await answer(new Error('away'));
    expect(await parking.list()).toEqual([expect.objectContaining({ error: 'event 3 came first', isSearched: true })]);
    const again = await open(store);
    await again.projector.resume();
    await again.answer(lampEvents(kitchen, 4));
    expect([await again.revision(kitchen), await again.parking.count()]).toEqual([3, 0]);
  });
});
