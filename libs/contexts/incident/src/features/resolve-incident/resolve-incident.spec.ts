import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { caller, desk, incidentManager, resolver } from '../../testing/incident-actors';
import { at, categorized, logged, milestoneRecorded, prioritized, reopened, resolved, triaged } from '../../testing/incident-builders';
import { classification, resolve } from '../../testing/incident-command-builders';
import {
  assignedIncident,
  cancelledIncident,
  closedIncident,
  held,
  heldForCaller,
  newIncident,
  reopenedIncident,
  resolvedIncident,
  startedIncident,
  triagedIncident,
} from '../../testing/incident-histories';
import { resolveIncident } from './resolve-incident';

const given = specFor(incidentAggregate);
const onlyStorage = { version: 2, policy: { categories: { storage: [] } } };
const byManager = { resolvedBy: incidentManager.id };
const impactAt = (minutes: number) => [logged({ impactStartedAt: at(minutes) }), ...startedIncident.slice(1)];

describe('produces', () => {
  it.each([
    ['Assigned', assignedIncident],
    ['InProgress', startedIncident],
    ['OnHold', held(startedIncident)],
  ])('the resolution of one %s', (_, history) =>
    given(...history).when(resolveIncident, resolve()).then(resolved()));
  it('the resolution of a triaged one by the incident manager', () =>
    given(...triagedIncident).when(resolveIncident, resolve().as(incidentManager)).then(resolved(byManager)));
  it('what was missing of the classification, the triage and the resolution', () =>
    given(...newIncident)
      .when(resolveIncident, resolve({ classification }).as(incidentManager))
      .then(categorized(), prioritized(), triaged(), resolved(byManager)));
  it('the same for a new one on hold', () =>
    given(...heldForCaller([...newIncident, categorized()]))
      .when(resolveIncident, resolve({ classification }).as(incidentManager))
      .then(prioritized(), triaged(), resolved(byManager)));
  it('a corrected category with the resolution', () =>
    given(...startedIncident)
      .when(resolveIncident, resolve({ classification: { ...classification, category: 'storage' } }))
      .then(categorized({ category: 'storage' }), resolved()));
  it('a workaround with its text', () => {
    const by = { resolutionCode: 'workaround', workaround: 'use the other gateway' } as const;
    given(...startedIncident).when(resolveIncident, resolve(by)).then(resolved(by));
  });
  it('a cause that is not known', () =>
    given(...startedIncident).when(resolveIncident, resolve({ causeCode: 'unknown' })).then(resolved({ causeCode: 'unknown' })));
  it.each([['the start of the impact', 10], ['now', 120]])('a restoration at %s', (_, minutes) =>
    given(...impactAt(10))
      .when(resolveIncident, resolve({ restoredAt: at(minutes) }).at(at(120)))
      .then(resolved({ restoredAt: at(minutes) })));
  it('the resolution of the second cycle, even with the words of the first', () =>
    given(...reopenedIncident).when(resolveIncident, resolve()).then(resolved({ cycle: 2 })));
  it('a restoration at the instant of the relapse', () =>
    given(...resolvedIncident, reopened({ impact: 'relapsed', relapsedAt: at(90) }))
      .when(resolveIncident, resolve({ restoredAt: at(90) }))
      .then(resolved({ cycle: 2, restoredAt: at(90) })));
});

describe('refuses', () => {
  it.each(['resolutionCode', 'causeCode', 'notes', 'restoredAt'])('without %s', (field) =>
    given(...startedIncident).when(resolveIncident, resolve({ [field]: '' })).thenRefused('missing-data', { missing: [field] }));
  it('a workaround without its text', () =>
    given(...startedIncident)
      .when(resolveIncident, resolve({ resolutionCode: 'workaround' }))
      .thenRefused('missing-data', { missing: ['workaround'] }));
  it('while the classification is missing, by name', () =>
    given(...newIncident)
      .when(resolveIncident, resolve().as(incidentManager))
      .thenRefused('missing-data', { missing: ['category', 'service or configurationItem', 'impact', 'urgency'] }));
  it('while a part of it is missing', () =>
    given(...newIncident, categorized())
      .when(resolveIncident, resolve().as(incidentManager))
      .thenRefused('missing-data', { missing: ['impact', 'urgency'] }));
  it('a category that the taxonomy does not have', () =>
    given(...triagedIncident, categorized({ category: 'mail' }))
      .when(resolveIncident, resolve({ classification, taxonomy: onlyStorage }).as(incidentManager))
      .thenRefused('unknown-category', { field: 'category' }));
  it('a restoration before the impact', () =>
    given(...impactAt(10))
      .when(resolveIncident, resolve({ restoredAt: at(9) }))
      .thenRefused('time-order', { field: 'restoredAt', rule: 'restoredAt is not before impactStartedAt' }));
  it('a restoration before the relapse', () =>
    given(...resolvedIncident, reopened({ impact: 'relapsed', relapsedAt: at(90) }))
      .when(resolveIncident, resolve({ restoredAt: at(89) }))
      .thenRefused('time-order', { field: 'restoredAt' }));
  it('a restoration before the impact resumed', () =>
    given(...startedIncident, milestoneRecorded({ kind: 'restored', at: at(20) }), milestoneRecorded({ kind: 'impact-resumed', at: at(30) }))
      .when(resolveIncident, resolve({ restoredAt: at(29) }))
      .thenRefused('time-order', { field: 'restoredAt' }));
  it('a restoration after now', () =>
    given(...startedIncident)
      .when(resolveIncident, resolve({ restoredAt: at(121) }).at(at(120)))
      .thenRefused('invalid-time', { field: 'restoredAt' }));
  it.each([['caller', caller], ['desk', desk], ['member of the group who is not assigned', resolver]])('the %s', (_, actor) =>
    given(...startedIncident)
      .when(resolveIncident, resolve().as(actor))
      .thenRefused('not-permitted', { rule: 'the assignee or the incident manager resolves' }));
  it('other content once resolved', () =>
    given(...resolvedIncident)
      .when(resolveIncident, resolve({ notes: 'other notes' }))
      .thenRefused('already-resolved', { whatToDo: 'reopen the incident first' }));
  it('other content once closed', () =>
    given(...closedIncident)
      .when(resolveIncident, resolve({ notes: 'other notes' }))
      .thenRefused('invalid-transition', { status: 'Closed' }));
  it('once cancelled', () =>
    given(...cancelledIncident)
      .when(resolveIncident, resolve().as(incidentManager))
      .thenRefused('invalid-transition', { status: 'Cancelled' }));
});

describe('stays quiet', () => {
  it('when it is resolved so already', () => given(...resolvedIncident).when(resolveIncident, resolve()).thenNothing());
  it('when it is resolved so and closed', () => given(...closedIncident).when(resolveIncident, resolve()).thenNothing());
});
