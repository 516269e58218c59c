import { specFor } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../../domain/incident';
import { assignee, caller, desk, followUp, incidentManager, outsider, resolver, stranger } from '../../testing/incident-actors';
import { at, resumed } from '../../testing/incident-builders';
import { resume } from '../../testing/incident-command-builders';
import { closedIncident, held, heldForCaller, newIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';
import { resumeWork } from './resume-work';

const given = specFor(incidentAggregate);
const replied = { reason: 'caller-replied' } as const;
const due = { reason: 'follow-up', dueAt: at(24 * 60) } as const;

describe('produces', () => {
  it.each([
    ['assignee', assignee],
    ['member of the group', resolver],
    ['incident manager', incidentManager],
  ])('the return to work, by the %s', (_, actor) =>
    given(...held(startedIncident)).when(resumeWork, resume().as(actor)).then(resumed()));
  it('the return by the desk while no group has it', () =>
    given(...heldForCaller(newIncident)).when(resumeWork, resume().as(desk)).then(resumed()));
  it("the return by the caller's reply", () =>
    given(...heldForCaller(startedIncident)).when(resumeWork, resume(replied).as(caller)).then(resumed(replied)));
  it('the return at the follow-up time, with the time it was due', () =>
    given(...held(startedIncident)).when(resumeWork, resume(due).as(followUp).at(at(24 * 60 + 1))).then(resumed(due)));
  it('the return once the linked object is done', () =>
    given(...held(triagedIncident))
      .when(resumeWork, resume({ reason: 'linked-done' }).as(followUp))
      .then(resumed({ reason: 'linked-done' })));
  it('another return after another hold', () =>
    given(...held([...held(startedIncident), resumed()])).when(resumeWork, resume()).then(resumed()));
});

describe('refuses', () => {
  it.each([
    ['New', newIncident],
    ['InProgress', startedIncident],
    ['Resolved', resolvedIncident],
    ['Closed', closedIncident],
  ])('while %s', (status, history) =>
    given(...history).when(resumeWork, resume()).thenRefused('invalid-transition', { status, rule: 'resume-work is allowed from OnHold' }));
  it('another reason than the one it was resumed for', () =>
    given(...held(startedIncident), resumed()).when(resumeWork, resume({ reason: 'linked-done' })).thenRefused('invalid-transition'));
  it.each([['resolver of another group', stranger], ['outsider', outsider], ['desk, once a group has it', desk]])('the %s', (_, actor) =>
    given(...held(startedIncident)).when(resumeWork, resume().as(actor)).thenRefused('not-permitted'));
  it('the caller when nobody waits for a reply', () =>
    given(...held(startedIncident)).when(resumeWork, resume(replied).as(caller)).thenRefused('not-permitted'));
  it('the caller for any other reason', () =>
    given(...heldForCaller(startedIncident)).when(resumeWork, resume().as(caller)).thenRefused('not-permitted'));
  it("somebody else's reply", () =>
    given(...heldForCaller(startedIncident)).when(resumeWork, resume(replied).as(outsider)).thenRefused('not-permitted'));
});

describe('stays quiet', () => {
  it('when it was resumed so already', () => given(...held(startedIncident), resumed()).when(resumeWork, resume()).thenNothing());
  it('when the timer asks twice', () =>
    given(...held(startedIncident), resumed(due)).when(resumeWork, resume(due).as(followUp)).thenNothing());
});
