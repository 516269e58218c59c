import { foldStream, type AsOf } from '@firebreak/event-sourcing';
import { memoryEventStore } from '@firebreak/event-sourcing-testing';
import { incidentAggregate, streamName, type KnownIncident } from '../../domain/incident';
import { incidentCodec } from '../../incident-codec';
import { desk } from '../../testing/incident-actors';
import { at, putOnHold } from '../../testing/incident-builders';
import { startedIncident } from '../../testing/incident-histories';
import { recordOf } from './incident-record';

const stream = streamName('default', 'one');
const now = at(10_000);
const heldAt = 20;

const heldMinutes = async (asOf?: AsOf): Promise<number> => {
  const store = memoryEventStore();
  for (const [revision, told] of [...startedIncident, putOnHold({}, at(heldAt))].entries()) {
    const { envelope } = foldStream(incidentAggregate, incidentCodec, stream, await store.readStream(stream));
    const meta = { tenant: 'default', actor: desk, onBehalfOf: null, correlationId: 'c', causationId: null, origin: 'live' as const, now: told.occurredAt ?? at(revision), idempotency: null };
    await store.append(stream, envelope.revision, incidentCodec.prepare(envelope, meta, [told]));
  }
  const { state, events } = foldStream(incidentAggregate, incidentCodec, stream, await store.readStream(stream), asOf);
  return recordOf('one', state as KnownIncident, events, { reader: desk, now, asOf }).holdMs / 60_000;
};

describe('the time on hold', () => {
  it('runs until now', async () => expect(await heldMinutes()).toBe(10_000 - heldAt));
  it('runs no further than the instant one looks at', async () => expect(await heldMinutes({ recordedAt: at(heldAt + 7) })).toBe(7));
  it('runs no further than now where one looks ahead', async () => expect(await heldMinutes({ recordedAt: at(20_000) })).toBe(10_000 - heldAt));
  it('has just begun at the revision that began it', async () => expect(await heldMinutes({ revision: startedIncident.length })).toBe(0));
});
