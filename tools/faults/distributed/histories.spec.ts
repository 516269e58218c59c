import { verifyEvent } from '@firebreak/event-sourcing';
import { publishIncidentEvent } from '@firebreak/incident';
import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { lifeOf, type Lives } from './histories';
import { write } from './writers';

const lives: Lives = { seed: 3, category: 'incident', start: Date.parse('2026-03-02T00:00:00.000Z') };

describe('legal lives', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(lifeOf(5, lives)).toEqual(lifeOf(5, lives));
    expect(lifeOf(5, { ...lives, seed: 4 })[0]!.events[0]!.id).not.toBe(lifeOf(5, lives)[0]!.events[0]!.id);
  });

  it('come in parts that continue each other', () => {
    const whole = lifeOf(5, lives);
    expect([...lifeOf(5, { ...lives, part: [0, 3] }), ...lifeOf(5, { ...lives, part: [3] })]).toEqual(whole);
  });

  it('are what the product reads: chained, and with a contract for each event', async () => {
    const store = memoryEventStore();
    const { acknowledged, refused, next } = await write(store, { lives, events: 60, writers: 3 });
    expect(refused).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);
    expect(next).toBeGreaterThan(3);
    const last = new Map<string, string>();
    for (const event of store.all()) {
      expect(verifyEvent(event, last.get(event.stream) ?? null)).toBeNull();
      expect(publishIncidentEvent(event).unreadable).toBeUndefined();
      last.set(event.stream, event.hash);
    }
  });

  it('have appends of several events', () => {
    expect(lifeOf(1, lives).map(({ events }) => events.length)).toEqual(expect.arrayContaining([1, 2, 3]));
  });
});
