import { fixedClock, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { CodedError } from './errors';
import { Parking, rawBytes } from './parking';
import type { ProjectedEvent } from './projection';
import { Projector, type ProjectionSource } from './projector';
import type { ReadStore } from './read-store';
import { lampEvent, lampEvents, lamps, sourceOf, type Lamp } from './testing/lamps';

const kitchen = 'light-default.kitchen';
const cellar = 'light-default.cellar';
const nothing = sourceOf([]);

const open = async (source: ProjectionSource = nothing, store: ReadStore = memoryReadStore(), evolve = lamps.evolve) => {
  const parking = await Parking.open(store, fixedClock());
  const projector = await Projector.open({ ...lamps, evolve }, store, source, parking);
  const collection = await store.collection<Lamp>(lamps.collection);
  const revisions = async (): Promise<Record<string, number>> =>
    Object.fromEntries((await collection.find({ filter: { op: 'all' } })).map(({ id, doc }) => [id, doc.rev]));
  return { store, parking, projector, collection, revisions };
};

/** Cannot fold one event until it is mended. */
const poisonedBy = (bad: ProjectedEvent) => {
  const poison = { mended: false };
  const evolve: typeof lamps.evolve = (doc, event) => {
    if (event.id === bad.id && !poison.mended) throw new TypeError('no such bulb');
    return lamps.evolve(doc, event);
  };
  return { poison, evolve };
};

describe('projecting', () => {
  it('folds each stream into its document, with the revision of the last event', async () => {
    const { projector, collection } = await open();
    await projector.apply([...lampEvents(kitchen, 3), ...lampEvents(cellar, 2)]);
    expect(await collection.get(kitchen)).toEqual({ rev: 2, on: true, switched: 3, types: ['LightSwitchedOn', 'LightSwitchedOff', 'LightSwitchedOn'] });
    expect(await collection.get(cellar)).toMatchObject({ rev: 1, on: false, switched: 2 });
    expect(projector.stats).toEqual({ applied: 5, duplicates: 0, healed: 0, parked: 0, skipped: 0, retries: 0 });
  });

  it('turns away what it has seen, in the same batch, in a later one and after a restart', async () => {
    const { projector, collection, store } = await open();
    const events = lampEvents(kitchen, 3);
    await projector.apply([...events, ...events]);
    await projector.apply(events.slice(1));
    const again = await open(nothing, store);
    await again.projector.apply(events);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 2, switched: 3 });
    expect([projector.stats.duplicates, again.projector.stats.duplicates]).toEqual([5, 3]);
  });

  it('writes nothing for nothing', async () => {
    const { projector, revisions } = await open();
    await projector.apply([]);
    expect(await revisions()).toEqual({});
  });
});

describe('a hole', () => {
  it('is filled from the source, up to its end', async () => {
    const events = lampEvents(kitchen, 6);
    const source = sourceOf(events);
    const { projector, collection, parking } = await open(source);
    await projector.apply([events[0]!, events[3]!, events[4]!]);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 5, switched: 6 });
    expect(projector.stats).toMatchObject({ healed: 1, parked: 0 });
    expect([source.asked, await parking.count()]).toEqual([1, 0]);
  });

  it('before the first event of a stream is filled as well', async () => {
    const events = lampEvents(kitchen, 3);
    const { projector, collection } = await open(sourceOf(events));
    await projector.apply([events[2]!]);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 2, switched: 3 });
  });

  it.each<[string, number[], number]>([
    ['at its beginning', [0, 1, 3], 1],
    ['further on', [0, 1, 2, 4], 2],
  ])('that the source has as well %s parks the stream and no other', async (_, revisions, reached) => {
    const known = lampEvents(kitchen, 6).filter(({ revision }) => revisions.includes(revision));
    const { projector, parking, ...rest } = await open(sourceOf(known));
    await projector.apply([...known.slice(0, 1), lampEvent(kitchen, 5), ...lampEvents(cellar, 2)]);
    expect(await rest.revisions()).toEqual({ [kitchen]: reached, [cellar]: 1 });
    expect(await parking.list('lamps')).toEqual([
      expect.objectContaining({ projection: 'lamps', stream: kitchen, revision: reached + 1, reason: 'gap', raw: null, attempts: 1 }),
    ]);
    expect(projector.stats.parked).toBe(1);
  });

  it('between what the source has and what came parks the stream as well', async () => {
    const { projector, parking, revisions } = await open(sourceOf(lampEvents(kitchen, 3)));
    await projector.apply([lampEvent(kitchen, 5)]);
    expect(await revisions()).toEqual({ [kitchen]: 2 });
    expect(await parking.list()).toEqual([expect.objectContaining({ revision: 3, reason: 'gap', error: 'event 5 came first' })]);
  });

  it('is filled by the source and by what came', async () => {
    const { projector, parking, revisions } = await open(sourceOf(lampEvents(kitchen, 3)));
    await projector.apply([lampEvent(kitchen, 3), lampEvent(kitchen, 4)]);
    expect([await revisions(), await parking.count()]).toEqual([{ [kitchen]: 4 }, 0]);
  });

  it('is not looked for again while the stream is parked', async () => {
    const source = sourceOf([]);
    const { projector } = await open(source);
    await projector.apply([lampEvent(kitchen, 1)]);
    await projector.apply([lampEvent(kitchen, 2)]);
    expect([source.asked, projector.stats.parked]).toEqual([1, 1]);
  });

  it.each(['malformed-event', 'unknown-event-type'])('that the source cannot read (%s) parks the stream', async (code) => {
    const { projector, parking } = await open({ readFrom: () => Promise.reject(new CodedError(code)) });
    await projector.apply([lampEvent(kitchen, 0), lampEvent(kitchen, 2)]);
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 1, reason: 'malformed', error: code })]);
  });

  it('waits where the source is away: the batch fails as a whole and comes again', async () => {
    const { projector, parking } = await open({ readFrom: () => Promise.reject(new CodedError('bus-unavailable')) });
    await expect(projector.apply([lampEvent(kitchen, 1)])).rejects.toThrow('bus-unavailable');
    expect(await parking.count()).toBe(0);
  });
});

describe('an event that no code can fold', () => {
  const events = lampEvents(kitchen, 4);

  it('parks its stream where it stands; others go on', async () => {
    const { evolve } = poisonedBy(events[2]!);
    const { projector, parking, revisions } = await open(sourceOf(events), memoryReadStore(), evolve);
    await projector.apply([...events, ...lampEvents(cellar, 3)]);
    await projector.apply([lampEvent(kitchen, 4), lampEvent(cellar, 3)]);
    expect(await revisions()).toEqual({ [kitchen]: 1, [cellar]: 3 });
    expect(await parking.list()).toEqual([expect.objectContaining({ revision: 2, reason: 'poison', error: 'TypeError: no such bulb', attempts: 1 })]);
  });

  it.each<[string, unknown, string]>([
    ['a coded error', new CodedError('malformed-event'), 'malformed-event'],
    ['what is no error at all', 'oops', 'oops'],
  ])('is told with %s', async (_, thrown, error) => {
    const { projector, parking } = await open(nothing, memoryReadStore(), () => {
      throw thrown;
    });
    await projector.apply(lampEvents(kitchen, 1));
    expect(await parking.list()).toEqual([expect.objectContaining({ revision: 0, reason: 'poison', error })]);
  });

  it('is tried again by name, and nothing is lost of what came meanwhile', async () => {
    const { evolve, poison } = poisonedBy(events[2]!);
    const { projector, parking, collection } = await open(sourceOf([...events, lampEvent(kitchen, 4)]), memoryReadStore(), evolve);
    await projector.apply(events);
    await projector.apply([lampEvent(kitchen, 4)]);
    await projector.retry(kitchen);
    expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 2, attempts: 2 })]);
    poison.mended = true;
    await projector.retry(kitchen);
    expect(await parking.count()).toBe(0);
    expect(await collection.get(kitchen)).toMatchObject({ rev: 4, switched: 5 });
  });

  it('may be the first of its stream', async () => {
    const { evolve, poison } = poisonedBy(events[0]!);
    const { projector, parking, revisions } = await open(sourceOf(events), memoryReadStore(), evolve);
    await projector.apply(events);
    expect(await parking.list()).toEqual([expect.objectContaining({ revision: 0, reason: 'poison' })]);
    poison.mended = true;
    await projector.retry(kitchen);
    expect([await parking.count(), await revisions()]).toEqual([0, { [kitchen]: 3 }]);
    await projector.retry(cellar);
    expect(await revisions()).toEqual({ [kitchen]: 3 });
  });

  it('stays parked where the source cannot be read or has lost it', async () => {
    const { evolve, poison } = poisonedBy(events[2]!);
    let read: ProjectionSource['readFrom'] = sourceOf(events).readFrom;
    const { projector, parking, revisions } = await open({ readFrom: (...args) => read(...args) }, memoryReadStore(), evolve);
    await projector.apply(events);
    poison.mended = true;
    for (const [code, reason] of [['malformed-event', 'malformed'], ['', 'malformed']] as const) {
      read = code === '' ? nothing.readFrom : () => Promise.reject(new CodedError(code));
      await projector.retry(kitchen);
      expect(await parking.list()).toEqual([expect.objectContaining({ stream: kitchen, revision: 2, reason })]);
    }
    read = () => Promise.reject(new CodedError('bus-unavailable'));
    await expect(projector.retry(kitchen)).rejects.toThrow('bus-unavailable');
    read = sourceOf(events).readFrom;
    await projector.retry(kitchen);
    expect([await parking.count(), await revisions()]).toEqual([0, { [kitchen]: 3 }]);
  });

  it('stays parked through a crash at any step of a retry', async () => {
    const crash = { at: Infinity, steps: 0 };
    const step = (): Promise<void> => ((crash.steps += 1) === crash.at ? Promise.reject(new Error('crash')) : Promise.resolve());
    for (let at = 1, finished = false; !finished; at += 1) {
      const { evolve, poison } = poisonedBy(events[2]!);
      const { projector, parking, revisions } = await open(sourceOf(events), memoryReadStore({ step }), evolve);
      await projector.apply(events);
      poison.mended = true;
      Object.assign(crash, { at, steps: 0 });
      finished = await projector.retry(kitchen).then(() => true, () => false);
      crash.at = Infinity;
      const complete = (await revisions())[kitchen] === 3;
      expect([at, complete || (await parking.isParked('lamps', kitchen))]).toEqual([at, true]);
      if (finished) expect(at).toBeGreaterThan(10);
    }
  });
});

describe('bytes that no decoder reads', () => {
  const unreadable = { stream: kitchen, revision: 1, unreadable: 'malformed-event', raw: rawBytes('raw bytes'), record: { topic: 'firebreak.light.v1', partition: 2, offset: '7' } };

  it('wait under their stream with what they were and where they lie', async () => {
    const { projector, parking, revisions } = await open();
    await projector.apply([lampEvent(kitchen, 0), unreadable, lampEvent(kitchen, 2)]);
    const { record } = unreadable;
    expect(await parking.list('lamps')).toEqual([
      { projection: 'lamps', stream: kitchen, revision: 1, reason: 'malformed', error: 'malformed-event', raw: { base64: 'cmF3IGJ5dGVz', size: 9 }, record, parkedAt: fixedClock().now(), attempts: 1 },
    ]);
    expect([projector.stats.parked, await revisions()]).toEqual([1, { [kitchen]: 0 }]);
  });

  it('are no news where their revision has been applied', async () => {
    const { projector, parking } = await open();
    await projector.apply([...lampEvents(kitchen, 3), unreadable]);
    expect([await parking.count(), projector.stats.duplicates]).toEqual([0, 1]);
  });
});

describe('two projectors of one collection', () => {
  it('apply each revision once: who folded from an older one folds again', async () => {
    const events = lampEvents(kitchen, 6);
    const first = await open(sourceOf(events));
    const second = await open(sourceOf(events), first.store);
    await first.projector.apply(events.slice(0, 2));
    await second.projector.apply(events.slice(0, 4));
    await first.projector.apply(events.slice(2, 5));
    await second.projector.apply(events.slice(4));
    expect(await first.collection.get(kitchen)).toMatchObject({ rev: 5, switched: 6, types: events.map(({ type }) => type) });
    expect([first.projector.stats.retries, second.projector.stats.retries]).toEqual([1, 1]);
  });

  it('agree also where both insert the first event, or write in the same moment', async () => {
    const events = lampEvents(kitchen, 4);
    const first = await open(sourceOf(events));
    const second = await open(sourceOf(events), first.store);
    await Promise.all([first.projector.apply(events.slice(0, 2)), second.projector.apply(events)]);
    await Promise.all([first.projector.apply(events), second.projector.apply(events)]);
    expect(await first.collection.get(kitchen)).toMatchObject({ rev: 3, switched: 4 });
  });
});

it('keeps no more documents in memory than it needs to', async () => {
  const { projector, revisions } = await open();
  const streams = Array.from({ length: 20_001 }, (_, index) => `light-default.${index}`);
  await projector.apply(streams.map((stream) => lampEvent(stream, 0)));
  await projector.apply([lampEvent(streams[0]!, 1), lampEvent(streams.at(-1)!, 1)]);
  const reached = await revisions();
  expect([reached[streams[0]!], reached[streams.at(-1)!], reached[streams[1]!]]).toEqual([1, 1, 0]);
});
