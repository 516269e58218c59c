import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { foldStream, verifyEvent, type StoredEvent } from '@firebreak/event-sourcing';
import { incidentCodec } from '../incident-codec';
import { incidentAggregate } from './incident';
import { incidentEventTypes } from './incident-events';

interface Golden {
  readonly stream: string;
  readonly events: readonly StoredEvent[];
  readonly state: object;
}

const folder = path.join(__dirname, '../testing/golden');
const released = ['incident-v1.json'];
const histories = released.flatMap((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Golden[]);

describe('the recorded histories', () => {
  it('are all there', () => expect(readdirSync(folder).sort()).toEqual(released));

  it('have an event of every type', () => {
    const recorded = histories.flatMap(({ events }) => events.map((stored) => incidentCodec.decode(stored).type));
    expect([...new Set(recorded)].sort()).toEqual(Object.keys(incidentEventTypes).sort());
  });
});

describe.each(histories)('the history of $stream', ({ stream, events, state }) => {
  it('is whole', () => {
    const faults = events.map((stored, index) => verifyEvent(stored, events[index - 1]?.hash ?? null));
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('comes to the state it came to', () => expect(foldStream(incidentAggregate, incidentCodec, stream, events).state).toMatchObject(state));

  it('is folded from every beginning', () => {
    const numbers = events.map((_, revision) => {
      const folded = foldStream(incidentAggregate, incidentCodec, stream, events, { revision }).state;
      return folded.status === 'Absent' ? null : folded.number;
    });
    expect(new Set(numbers)).toEqual(new Set([(state as { number: string }).number]));
  });
});
