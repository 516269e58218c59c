import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import type { Taxonomy, Versioned } from '../../domain/policies/policies';
import { assignee } from '../../testing/incident-actors';
import { categorized, logged, prioritized, triaged } from '../../testing/incident-builders';
import { categorize } from '../../testing/incident-command-builders';
import { closedIncident, heldForCaller, newIncident, resolvedIncident, triagedIncident } from '../../testing/incident-histories';
import { categorizeIncident } from './categorize-incident';

const given = specFor(incidentAggregate);
const taxonomy: Versioned<Taxonomy> = { version: 3, policy: { categories: { network: ['dns'], storage: [] } } };

describe('produces', () => {
  it('the category, and no triage while impact and urgency are unknown', () =>
    given(...newIncident).when(categorizeIncident, categorize()).then(categorized()));
  it('the triage as soon as it completes the classification', () =>
    given(...newIncident, prioritized()).when(categorizeIncident, categorize()).then(categorized(), triaged()));
  it('the triage of one on hold', () =>
    given(...heldForCaller([...newIncident, prioritized()])).when(categorizeIncident, categorize()).then(categorized(), triaged()));
  it('no triage where neither service nor configuration item is known', () =>
    given(...newIncident, prioritized()).when(categorizeIncident, categorize({ service: null })).then(categorized({ service: null })));
  it('another service than the one it was logged for', () =>
    given(logged({ service: 'mail' })).when(categorizeIncident, categorize()).then(categorized({ service: 'payments' })));
  it('a category of the taxonomy, with its version', () =>
    given(...newIncident).when(categorizeIncident, categorize({ taxonomy })).then(categorized({ taxonomyVersion: 3 })));
  it('a category without a subcategory', () =>
    given(...newIncident)
      .when(categorizeIncident, categorize({ category: 'storage', subcategory: null, taxonomy }))
      .then(categorized({ category: 'storage', subcategory: null, taxonomyVersion: 3 })));
});

describe('refuses', () => {
  it('anybody but the service desk', () =>
    given(...newIncident).when(categorizeIncident, categorize().as(assignee)).thenRefused('not-permitted'));
  it('without a category', () =>
    given(...newIncident).when(categorizeIncident, categorize({ category: '' })).thenRefused('missing-data', { missing: ['category'] }));
  it.each(['printers', 'constructor', '__proto__'])('the category %s, which the taxonomy does not have', (category) =>
    given(...newIncident)
      .when(categorizeIncident, categorize({ category, taxonomy }))
      .thenRefused('unknown-category', { field: 'category', rule: 'taxonomy version 3', whatToDo: 'use one of network, storage' }));
  it('a subcategory of another category', () =>
    given(...newIncident)
      .when(categorizeIncident, categorize({ category: 'storage', taxonomy }))
      .thenRefused('unknown-category', { field: 'subcategory' }));
  it.each([['Resolved', resolvedIncident], ['Closed', closedIncident]])('once %s', (status, history) =>
    given(...history).when(categorizeIncident, categorize({ category: 'storage' })).thenRefused('invalid-transition', { status }));
});

describe('stays quiet', () => {
  it('when it is categorized so already', () => given(...triagedIncident).when(categorizeIncident, categorize()).thenNothing());
  it('under a newer taxonomy that still has the category', () =>
    given(...triagedIncident).when(categorizeIncident, categorize({ taxonomy })).thenNothing());
});
