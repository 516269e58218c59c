import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import type { PriorityMatrix, Versioned } from '../../domain/policies/policies';
import type { Impact, Priority, Urgency } from '../../domain/vocabulary';
import { assignee } from '../../testing/incident-actors';
import { categorized, prioritized, priorityOverridden, triaged } from '../../testing/incident-builders';
import { prioritize } from '../../testing/incident-command-builders';
import { cancelledIncident, heldForCaller, newIncident, resolvedIncident, triagedIncident } from '../../testing/incident-histories';
import { prioritizeIncident } from './prioritize-incident';

const given = specFor(incidentAggregate);
const table = { '1/1': 'P1', '1/2': 'P2', '1/3': 'P3', '2/1': 'P2', '2/2': 'P3', '2/3': 'P4', '3/1': 'P3', '3/2': 'P4', '3/3': 'P5' };
const cells = Object.entries(table).map(([cell, priority]) => [cell, Number(cell[0]), Number(cell[2]), priority] as [string, Impact, Urgency, Priority]);
const severe: Versioned<PriorityMatrix> = { version: 2, policy: { table: [['P1', 'P1', 'P1'], ['P1', 'P2', 'P3'], ['P2', 'P3', 'P4']] } };

describe('produces', () => {
  it.each(cells)('impact and urgency %s as the default matrix has it', (_, impact, urgency, priority) =>
    given(...newIncident).when(prioritizeIncident, prioritize({ impact, urgency })).then(prioritized({ impact, urgency, priority })));
  it('the triage as soon as it completes the classification', () =>
    given(...newIncident, categorized()).when(prioritizeIncident, prioritize()).then(prioritized(), triaged()));
  it('the triage of one on hold', () =>
    given(...heldForCaller([...newIncident, categorized()])).when(prioritizeIncident, prioritize()).then(prioritized(), triaged()));
  it('a computed priority in place of an overridden one', () =>
    given(...triagedIncident, priorityOverridden())
      .when(prioritizeIncident, prioritize({ urgency: 2 }))
      .then(prioritized({ urgency: 2, priority: 'P3' })));
  it('the priority of a newer matrix for the same impact and urgency', () =>
    given(...triagedIncident)
      .when(prioritizeIncident, prioritize({ matrix: severe }))
      .then(prioritized({ priority: 'P1', matrixVersion: 2 })));
  it("keeps the source's own words", () => {
    const source = { priority: '1 - Critical', impact: null, urgency: null };
    given(...triagedIncident, prioritized({ source }))
      .when(prioritizeIncident, prioritize({ impact: 1 }))
      .then(prioritized({ impact: 1, priority: 'P1', source }));
  });
});

describe('refuses', () => {
  it('anybody but the service desk', () =>
    given(...newIncident).when(prioritizeIncident, prioritize().as(assignee)).thenRefused('not-permitted'));
  it.each(['impact', 'urgency'])('without %s', (field) =>
    given(...newIncident).when(prioritizeIncident, prioritize({ [field]: null })).thenRefused('missing-data', { missing: [field] }));
  it.each([['Resolved', resolvedIncident], ['Cancelled', cancelledIncident]])('once %s', (status, history) =>
    given(...history).when(prioritizeIncident, prioritize({ impact: 3 })).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when impact, urgency and priority are so already', () =>
    given(...triagedIncident).when(prioritizeIncident, prioritize()).thenNothing());
  it('when a newer matrix gives the same priority', () =>
    given(...triagedIncident)
      .when(prioritizeIncident, prioritize({ matrix: { ...severe, policy: { table: [['P1', 'P2', 'P3'], ['P2', 'P2', 'P3'], ['P3', 'P3', 'P4']] } } }))
      .thenNothing());
  it('when the priority was overridden and impact and urgency are the same', () =>
    given(...triagedIncident, priorityOverridden()).when(prioritizeIncident, prioritize({ matrix: severe })).thenNothing());
});
