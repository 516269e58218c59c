import { sha256 } from '@firebreak/event-sourcing';
import { specFor } from '@firebreak/event-sourcing-testing';
import { groupAggregate } from '../../domain/group';
import { serviceAggregate } from '../../domain/service';
import { changed, command, groupChanged, registered } from '../../testing/catalog-builders';
import { registerImportedGroup, registerImportedService, sinceEver } from './register-imported';

const givenService = specFor(serviceAggregate);
const givenGroup = specFor(groupAggregate);
const service = (key: string, source = 'helpdesk') => command('RegisterImportedService', { source, key }, 'imported');
const group = (key: string, source = 'helpdesk') => command('RegisterImportedGroup', { source, key }, 'imported');

describe('registering what an import names', () => {
  it('registers an unknown service under the key it is named by', () => {
    const bare = registered({ service: 'WBS 72', name: 'WBS 72', tier: null, affectedUsers: null });
    givenService().when(registerImportedService, service('WBS 72')).then({ ...bare, occurredAt: sinceEver });
  });

  it('registers an unknown group without members', () => {
    const bare = groupChanged({ group: 'Group 56', name: 'Group 56', members: [] });
    givenGroup().when(registerImportedGroup, group('Group 56')).then({ ...bare, occurredAt: sinceEver });
  });

  it('says which source named the entry', () => {
    const [found] = registerImportedService(service('WBS 72'), { status: 'Absent' });
    const digest = sha256('["helpdesk","service","WBS 72"]');
    expect(found?.provenance).toEqual({ source: 'helpdesk', caseId: 'WBS 72', file: null, row: 0, step: 0, adjustedFrom: null, digest });
    expect(registerImportedGroup(group('WBS 72'), { status: 'Absent' })[0]?.provenance?.digest).toBe(sha256('["helpdesk","group","WBS 72"]'));
  });

  it('refuses an entry from nowhere', () => {
    givenService().when(registerImportedService, service('WBS 72', '')).thenRefused('missing-data', { field: 'source' });
    givenGroup().when(registerImportedGroup, group('Group 56', '')).thenRefused('missing-data', { field: 'source' });
  });

  it('stays quiet for a known service, also for a retired one', () => {
    givenService(registered()).when(registerImportedService, service('payments-api')).thenNothing();
    givenService(registered(), changed({ retired: true })).when(registerImportedService, service('payments-api')).thenNothing();
  });

  it('stays quiet for a known group, also for a retired one', () => {
    givenGroup(groupChanged()).when(registerImportedGroup, group('Group 56')).thenNothing();
    givenGroup(groupChanged({ retired: true })).when(registerImportedGroup, group('Group 56')).thenNothing();
  });
});
