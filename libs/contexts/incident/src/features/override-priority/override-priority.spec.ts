import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, auditor, desk } from '../../testing/incident-actors';
import { prioritized, priorityOverridden } from '../../testing/incident-builders';
import { override } from '../../testing/incident-command-builders';
import { closedIncident, held, newIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';
import { overridePriority } from './override-priority';

const given = specFor(incidentAggregate);

describe('produces', () => {
  it('the priority with its reason', () => given(...triagedIncident).when(overridePriority, override()).then(priorityOverridden()));
  it('a priority before there is a computed one', () =>
    given(...newIncident).when(overridePriority, override()).then(priorityOverridden()));
  it('a priority while on hold', () => given(...held(startedIncident)).when(overridePriority, override()).then(priorityOverridden()));
  it('another priority over an overridden one', () =>
    given(...triagedIncident, priorityOverridden())
      .when(overridePriority, override({ priority: 'P3' }))
      .then(priorityOverridden({ priority: 'P3' })));
  it('the computed priority as an override, so that it stays', () =>
    given(...triagedIncident).when(overridePriority, override({ priority: 'P2' })).then(priorityOverridden({ priority: 'P2' })));
  it('it again after a new impact took it back', () =>
    given(...triagedIncident, priorityOverridden(), prioritized({ impact: 3, priority: 'P3' }))
      .when(overridePriority, override())
      .then(priorityOverridden()));
});

describe('refuses', () => {
  it.each([['desk', desk], ['assignee', assignee], ['auditor', auditor]])('the %s', (_, actor) =>
    given(...startedIncident)
      .when(overridePriority, override().as(actor))
      .thenRefused('not-permitted', { rule: 'the incident manager overrides a priority' }));
  it('without a reason', () =>
    given(...triagedIncident).when(overridePriority, override({ reason: '' })).thenRefused('missing-data', { missing: ['reason'] }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident]])('once %s', (status, history) =>
    given(...history).when(overridePriority, override()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when it is overridden so already', () =>
    given(...triagedIncident, priorityOverridden()).when(overridePriority, override()).thenNothing());
});
