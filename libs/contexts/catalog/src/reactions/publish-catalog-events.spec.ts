import { decodeContract } from '@firebreak/contracts';
import type { DomainEvent, EventCodec, StoredEvent } from '@firebreak/event-sourcing';
import { catalogCodec } from '../domain/catalog-codec';
import type { CatalogEvent } from '../domain/catalog-events';
import { streamName as groupStream } from '../domain/group';
import { streamName as serviceStream } from '../domain/service';
import { changed, commandMeta, groupChanged, registered } from '../testing/catalog-builders';
import { publishCatalogEvent } from './publish-catalog-events';

const stored = (stream: string, each: CatalogEvent): StoredEvent => {
  const codec: EventCodec<DomainEvent> = catalogCodec;
  const [prepared] = codec.prepare({ stream, revision: 2, lastHash: null, lastRecordedAt: null }, commandMeta('imported'), [each]);
  return { ...prepared!, stream, revision: 3, position: '0000000007' };
};

const service = serviceStream('default', 'payments-api');
const group = groupStream('default', 'Group 56');

describe('the public form of catalog events', () => {
  it.each([
    [service, registered({ tier: null, affectedUsers: null })],
    [service, changed({ retired: true })],
    [group, groupChanged()],
  ])('of %s keeps the contract and says all of it', (stream, each) => {
    const source = stored(stream, each);
    const contract = publishCatalogEvent(source);
    const { position, hash, id } = source;
    const read = decodeContract({ id, type: contract.type, key: stream, sequence: 3, position, hash, headers: contract.headers, value: contract.value });
    expect(read).toMatchObject({ type: each.type, data: each.data, stream, revision: 3, tenant: 'default', actor: 'owner', origin: 'imported' });
  });

  it('that nobody reads is an activity, so that the sequence has no hole', () => {
    const contract = publishCatalogEvent({ ...stored(group, groupChanged()), type: 'GroupVanished' });
    expect(contract).toMatchObject({ type: 'firebreak.CatalogActivityRecorded.v1', value: '{"kind":"unreadable"}', unreadable: true });
  });
});
