import { projectedEvents, projectTwice } from '@firebreak/event-sourcing-testing';
import { streamName as groupStream } from '../../domain/group';
import { streamName as serviceStream } from '../../domain/service';
import { changed, groupChanged, registered } from '../../testing/catalog-builders';
import { catalogList } from './catalog-list.projection';

const payments = serviceStream('default', 'payments-api');
const network = groupStream('default', 'Group 56');
const foreign = serviceStream('elsewhere', 'payments-api');

describe('the catalog list', () => {
  it('holds each service as it stands', async () => {
    const documents = await projectTwice(catalogList, projectedEvents(payments, registered(), changed({ tier: 2 }), changed({ tier: 2, retired: true })));
    expect([...documents]).toEqual([
      [
        payments,
        { rev: 2, tenant: 'default', kind: 'service', key: 'payments-api', name: 'Payments API', tier: 2, affectedUsers: 1200, members: [], retired: true },
      ],
    ]);
  });

  it('holds each group with its members', async () => {
    const documents = await projectTwice(catalogList, projectedEvents(network, groupChanged({ members: [] }), groupChanged()));
    expect(documents.get(network)).toEqual({
      rev: 1,
      tenant: 'default',
      kind: 'group',
      key: 'Group 56',
      name: 'Network',
      tier: null,
      affectedUsers: null,
      members: ['ann', 'bo'],
      retired: false,
    });
  });

  it('keeps tenants and kinds apart that use the same key', async () => {
    const group = groupStream('default', 'payments-api');
    const events = [
      ...projectedEvents(payments, registered()),
      ...projectedEvents(foreign, registered()),
      ...projectedEvents(group, groupChanged({ group: 'payments-api' })),
    ];
    const documents = await projectTwice(catalogList, events);
    expect([...documents.values()].map(({ tenant, kind, key }) => `${tenant} ${kind} ${key}`).sort()).toEqual([
      'default group payments-api',
      'default service payments-api',
      'elsewhere service payments-api',
    ]);
  });
});
