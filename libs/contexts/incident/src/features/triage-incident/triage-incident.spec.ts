import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import type { PriorityMatrix, Versioned } from '../../domain/policies/policies';
import { assignee, caller, incidentManager } from '../../testing/incident-actors';
import { categorized, logged, prioritized, priorityOverridden, triaged } from '../../testing/incident-builders';
import { triage } from '../../testing/incident-command-builders';
import { cancelledIncident, closedIncident, heldForCaller, newIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';
import { triageIncident } from './triage-incident';

const given = specFor(incidentAggregate);
const stricter: Versioned<PriorityMatrix> = { version: 4, policy: { table: [['P1', 'P1', 'P1'], ['P1', 'P1', 'P1'], ['P1', 'P1', 'P1']] } };

describe('produces', () => {
  it('category, computed priority and the triage', () =>
    given(...newIncident).when(triageIncident, triage()).then(categorized(), prioritized(), triaged()));
  it('the same for a configuration item instead of a service', () =>
    given(...newIncident)
      .when(triageIncident, triage({ service: null, configurationItem: 'gw-01' }))
      .then(categorized({ service: null, configurationItem: 'gw-01' }), prioritized(), triaged()));
  it('the triage of what the log named', () => {
    const named = [logged({ service: 'mail', configurationItem: 'gw-01' })];
    const kept = { service: 'mail', configurationItem: 'gw-01' };
    given(...named).when(triageIncident, triage({ service: undefined, configurationItem: undefined })).then(categorized(kept), prioritized(), triaged());
  });
  it('the triage of one on hold, which then resumes as triaged', () =>
    given(...heldForCaller(newIncident)).when(triageIncident, triage()).then(categorized(), prioritized(), triaged()));
  it('only what was still missing, and the triage', () =>
    given(...newIncident, prioritized()).when(triageIncident, triage()).then(categorized(), triaged()));
  it('what changes while work goes on, without another triage', () =>
    given(...startedIncident).when(triageIncident, triage({ category: 'storage' })).then(categorized({ category: 'storage' })));
  it('the priority of the matrix it was given, with its version', () =>
    given(...newIncident)
      .when(triageIncident, triage({ impact: 3, urgency: 3, matrix: stricter }))
      .then(categorized(), prioritized({ impact: 3, urgency: 3, priority: 'P1', matrixVersion: 4 }), triaged()));
  it('the same for the incident manager', () =>
    given(...newIncident).when(triageIncident, triage().as(incidentManager)).then(categorized(), prioritized(), triaged()));
});

describe('refuses', () => {
  it.each([['caller', caller], ['assignee', assignee]])('the %s', (_, actor) =>
    given(...startedIncident).when(triageIncident, triage({ urgency: 3 }).as(actor)).thenRefused('not-permitted'));
  it.each(['category', 'impact', 'urgency'])('without %s', (field) =>
    given(...newIncident).when(triageIncident, triage({ [field]: null })).thenRefused('missing-data', { missing: [field] }));
  it('without a service or a configuration item', () =>
    given(...newIncident)
      .when(triageIncident, triage({ service: null }))
      .thenRefused('missing-data', { missing: ['service or configurationItem'] }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident], ['Cancelled', cancelledIncident]])('once %s', (status, history) =>
    given(...history).when(triageIncident, triage()).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when all of it is so already', () => given(...triagedIncident).when(triageIncident, triage()).thenNothing());
  it('when the same impact and urgency stand under an overridden priority', () =>
    given(...triagedIncident, priorityOverridden()).when(triageIncident, triage()).thenNothing());
});
