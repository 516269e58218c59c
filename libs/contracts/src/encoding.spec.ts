import { contractHeaders } from './contract';
import { decodeContract, encodeContract, encodeUnreadable, type ContractRecord, type PublishedEvent } from './encoding';

const event = (type: string, data: object): PublishedEvent => ({
  id: '6a5a7b1e-0000-5000-8000-000000000001',
  stream: 'incident-default.a',
  revision: 4,
  type,
  data,
  metadata: {
    tenant: 'default',
    actor: 'desk-1',
    origin: 'live',
    occurredAt: '2026-03-05T10:11:12.345Z',
    recordedAt: '2026-03-05T10:11:13.000Z',
    correlationId: 'corr',
    causationId: null,
  },
});

const recordOf = (published: PublishedEvent): ContractRecord => {
  const { id, stream, revision } = published;
  return { id, key: stream, sequence: revision, position: '7', hash: 'h', ...encodeContract(published, 'IncidentActivityRecorded') };
};

const withHeaders = (headers: Record<string, string>): Partial<ContractRecord> => ({ headers: { ...recordOf(event('IncidentTriaged', { inferred: false })).headers, ...headers } });

describe('a contract', () => {
  it('comes back as it went', () => {
    const decoded = decodeContract(recordOf(event('IncidentTriaged', { inferred: false })));
    expect(decoded).toMatchObject({ type: 'IncidentTriaged', data: { inferred: false }, tenant: 'default', revision: 4, occurredAt: '2026-03-05T10:11:12.345Z' });
  });

  it('leaves out what it does not name', () => {
    const { value } = encodeContract(event('IncidentPriorityOverridden', { priority: 'P1', reason: 'somebody said so' }), 'IncidentActivityRecorded');
    expect(JSON.parse(value)).toEqual({ priority: 'P1' });
  });

  it('names an internal event by its kind alone', () => {
    const { type, value } = encodeContract(event('IncidentNoteAdded', { text: 'secret', audience: 'private' }), 'IncidentActivityRecorded');
    expect([type, JSON.parse(value)]).toEqual(['firebreak.IncidentActivityRecorded.v1', { kind: 'IncidentNoteAdded' }]);
  });

  it('of an event that nobody reads says that there was one', () => {
    const { metadata, ...stored } = event('IncidentVanished', { text: 'secret' });
    const contract = encodeUnreadable({ ...stored, metadata: JSON.stringify(metadata) }, 'IncidentActivityRecorded');
    expect(contract.unreadable).toBe(true);
    const decoded = decodeContract({ ...recordOf(event('IncidentTriaged', {})), ...contract });
    expect(decoded).toMatchObject({ type: 'IncidentActivityRecorded', data: { kind: 'unreadable' }, tenant: 'default', revision: 4 });
  });

  it.each([
    ['a foreign type', { type: 'com.example.Other' }, 'unknown-event-type'],
    ['a contract nobody knows', { type: 'firebreak.IncidentVanished.v1' }, 'unknown-event-type'],
    ['a tombstone', { value: null }, 'malformed-event'],
    ['what is no JSON', { value: '{' }, 'malformed-event'],
    ['another shape', { value: '{"inferred":"yes"}' }, 'malformed-event'],
    ['a missing tenant', { headers: { [contractHeaders.actor]: 'a' } }, 'malformed-event'],
    ['a version to come', { type: 'firebreak.IncidentTriaged.v2' }, 'unknown-event-type'],
    ['another CloudEvents', withHeaders({ [contractHeaders.specVersion]: '2.0' }), 'malformed-event'],
    ['another content type', withHeaders({ [contractHeaders.contentType]: 'text/plain' }), 'malformed-event'],
    ['a day that no calendar has', withHeaders({ [contractHeaders.time]: '2026-02-30T00:00:00.000Z' }), 'malformed-event'],
    ['a time without a zone', withHeaders({ [contractHeaders.recordedAt]: '2026-03-05T10:11:12' }), 'malformed-event'],
    ['half a character', { ...recordOf(event('IncidentAssigned', { group: 'network', assignee: null })), value: '{"group":"\\ud800","assignee":null}' }, 'malformed-event'],
  ])('refuses %s', (_what, change, code) => {
    const record = { ...recordOf(event('IncidentTriaged', { inferred: false })), ...change };
    expect(() => decodeContract(record)).toThrow(expect.objectContaining({ code }));
  });
});
