import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import type { IncidentFact } from '../domain/incident-fact';
import { factCollection, incidentFacts } from '../facts/incident-facts.projection';
import { eventsOf, logged } from '../testing/incident-contracts';
import { PacedRollUp } from './paced-roll-up';
import { Rush } from './rush';

const rushAt = (clock: { now: number }): Rush => new Rush({ now: () => clock.now, perSecond: 1_000, patienceMs: 5_000 });

describe('a rush', () => {
  it('is more events in a time than figures keep up with', () => {
    const clock = { now: 0 };
    const rush = rushAt(clock);
    const after = (millis: number, events: number): boolean => {
      clock.now += millis;
      rush.seen(events);
      return rush.shouldWait();
    };
    expect([after(100, 100), after(100, 101), after(200, 101), after(100, 0)]).toEqual([false, true, false, false]);
  });

  it('is waited out no longer than patience lasts, which begins again when everything is made', () => {
    const clock = { now: 0 };
    const rush = rushAt(clock);
    const waits = (millis: number): boolean => {
      clock.now += millis;
      rush.seen(1_000_000);
      return rush.shouldWait();
    };
    expect([waits(4_999), waits(1), waits(1)]).toEqual([true, false, false]);
    rush.done();
    expect([waits(4_999), waits(1)]).toEqual([true, false]);
  });
});

describe('the paced roll-up', () => {
  it('makes no figure in a rush, says that something is left, and makes every figure after it', async () => {
    const store = memoryReadStore();
    const facts = await store.collection<IncidentFact>(factCollection);
    const [event] = eventsOf('incident-default.one', [logged('2026-03-02T08:00:00.000Z')]);
    await facts.insert(event!.stream, { ...incidentFacts.evolve(null, event!), rev: 0 });
    const dirty = async (): Promise<number> => (await facts.get(event!.stream))!.dirty.length;
    const clock = { now: 0 };
    const told: string[] = [];
    const waited = (): Promise<void> => {
      told.push('waited');
      return Promise.resolve();
    };
    const paced = new PacedRollUp(store, () => told.push('progressed'), rushAt(clock), waited);
    clock.now += 100;
    paced.seen(500);
    expect(await paced.tick()).toBeGreaterThan(0);
    expect([await dirty(), ...told]).toEqual([1, 'waited']);
    clock.now += 100;
    expect(await paced.tick()).toBe(0);
    expect([await dirty(), ...told]).toEqual([0, 'waited', 'progressed']);
  });
});
