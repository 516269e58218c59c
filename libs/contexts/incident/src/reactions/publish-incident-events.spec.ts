import { decodeContract } from '@firebreak/contracts';
import type { EventToAppend, StoredEvent } from '@firebreak/event-sourcing';
import { incidentCodec } from '../incident-codec';
import { streamName } from '../domain/incident';
import { log } from '../testing/incident-command-builders';
import { logged } from '../testing/incident-builders';
import { publishIncidentEvent } from './publish-incident-events';

const stream = streamName('default', 'a');

describe('the public form of an incident event', () => {
  const prepared = incidentCodec.prepare({ stream, revision: -1, lastHash: null, lastRecordedAt: null }, log().meta, [logged()])[0] as EventToAppend;
  const stored: StoredEvent = { ...prepared, stream, revision: 0, position: '0000000007' };

  it('is its contract', () => expect(publishIncidentEvent(stored)).toMatchObject({ type: 'firebreak.IncidentLogged.v1' }));

  it.each([
    ['of an unknown type', { type: 'IncidentVanished' }],
    ['whose data nobody reads', { data: '[' }],
  ])('%s is an activity, so that the sequence has no hole', (_, change) => {
    const contract = publishIncidentEvent({ ...stored, ...change });
    expect(contract.unreadable).toBe(true);
    const read = decodeContract({ id: stored.id, type: contract.type, key: stream, sequence: 0, position: stored.position, hash: stored.hash, headers: contract.headers, value: contract.value });
    expect(read).toMatchObject({ type: 'IncidentActivityRecorded', data: { kind: 'unreadable' }, tenant: 'default', revision: 0 });
  });

  it('throws only where not even the metadata can be read', () => expect(() => publishIncidentEvent({ ...stored, data: '[', metadata: '[' })).toThrow(SyntaxError));
});
