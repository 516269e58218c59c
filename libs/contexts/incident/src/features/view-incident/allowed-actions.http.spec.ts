import { plusMillis, type Actor } from '@firebreak/event-sourcing';
import fc from 'fast-check';
import * as actors from '../../testing/incident-actors';
import { incidentApp, noon, type HttpAnswer, type IncidentApp, type Person, type ToldIncident } from '../../testing/incident-app';
import * as told from '../../testing/incident-builders';
import type { Told } from '../../testing/incident-builders';
import * as histories from '../../testing/incident-histories';
import type { AllowedAction } from './allowed-actions';

const { assignee, auditor, caller, desk, incidentManager, machine, opener, outsider, resolver, stranger } = actors;
const administrator: Actor = { id: 'u-admin', roles: ['administrator'], groups: [] };
const problemManager: Actor = { id: 'u-problem-manager', roles: ['problem-manager'], groups: [] };
const everybody = [assignee, auditor, caller, desk, incidentManager, machine, opener, outsider, resolver, stranger, administrator, problemManager];

const { held, heldForCaller, newIncident, triagedIncident, assignedIncident, startedIncident, resolvedIncident, closedIncident, reopenedIncident, cancelledIncident } = histories;
const states: readonly (readonly Told[])[] = [
  newIncident,
  triagedIncident,
  assignedIncident,
  startedIncident,
  heldForCaller(newIncident),
  held(assignedIncident),
  heldForCaller(startedIncident),
  [...held(startedIncident), told.resumed()],
  resolvedIncident,
  closedIncident,
  reopenedIncident,
  cancelledIncident,
];
/** What may have happened besides. */
const besides: readonly Told[] = [
  told.noteAdded(),
  told.priorityOverridden(),
  told.assigned({ group: null, assignee: null, reason: 'not theirs' }),
  told.assigned({ group: actors.storage, assignee: caller.id }),
  told.milestoneRecorded({ kind: 'impact-started', at: told.at(-20) }),
  told.milestoneRecorded({ kind: 'restored', at: told.at(50) }),
  told.linkedToChange({ change: 'CHG-4711' }),
  told.linkedToProblem({ problem: 'PRB-17' }),
];

const other = '20000000-0000-4000-8000-000000000007';
const classification = { category: 'network', service: 'payments-api', impact: 3, urgency: 3 };
const link = { change: 'CHG-4711', problem: 'PRB-17', incident: other };
/** For every verb what a careful person sends. */
const bodies: Readonly<Record<string, object>> = {
  triage: classification,
  categorize: { category: 'network', service: 'payments-api' },
  prioritize: { impact: 3, urgency: 3 },
  'override-priority': { priority: 'P1', reason: 'the board is watching' },
  assign: { group: 'network', reason: 'they run it' },
  'start-work': {},
  'put-on-hold': { reason: 'caller', followUpAt: plusMillis(noon, 3_600_000), comment: 'Which browser?' },
  'resume-work': { reason: 'work' },
  resolve: { resolutionCode: 'fix', causeCode: 'unknown', notes: 'restarted', restoredAt: noon, classification },
  reopen: { reason: 'it is back', impact: 'none' },
  close: {},
  cancel: { reason: 'false-alarm', note: 'a test' },
  'add-note': { text: 'seen', audience: 'public' },
  'record-milestone': { kind: 'mitigated', at: noon },
  'correct-time': { which: 'opened', at: told.at(-30), reason: 'the mail came in earlier' },
  'link-incident': { incident: other, relation: 'related' },
  'unlink-incident': { incident: link.incident, reason: 'mistaken' },
  'link-change': { change: 'CHG-4712', relation: 'caused-by' },
  'unlink-change': { change: link.change, reason: 'mistaken' },
  'link-problem': { problem: 'PRB-18' },
  'unlink-problem': { problem: link.problem, reason: 'mistaken' },
};

let app: IncidentApp;
const people = new Map<string, Person>();
beforeAll(async () => {
  app = await incidentApp();
  await app.tell(newIncident, { id: other });
  for (const each of everybody) people.set(each.id, app.as(each));
});
afterAll(() => app.stop());

const sent = (who: Actor, { url, etag }: ToldIncident, verb: string, waitsForCaller: boolean): Promise<HttpAnswer> => {
  const replies = verb === 'resume-work' && waitsForCaller && who.id === caller.id;
  return people.get(who.id)!.post(`${url}/${verb}`, replies ? { reason: 'caller-replied' } : bodies[verb]!, { 'if-match': etag });
};

const said = ({ status, body }: HttpAnswer): object => {
  const { code = null, rule = null, role = null } = body;
  return status === 200 ? { status } : code === 'forbidden-role' ? { code, role } : { code, rule };
};
/** The route answers the repeat of what cannot be said differently; nobody is offered it. */
const isSoAlready = (verb: string, status: string): boolean => (verb === 'start-work' && status === 'InProgress') || (verb === 'close' && status === 'Closed');
const promised = ({ refusal }: AllowedAction): object => {
  if (refusal === null || refusal.whatToDo === 'nothing; it is so already') return { status: 200 };
  return refusal.code === 'forbidden-role' ? { code: refusal.code, role: refusal.role?.join(', ') } : { code: refusal.code, rule: refusal.rule };
};

const state = fc.record({ base: fc.constantFrom(...states), more: fc.subarray([...besides], { maxLength: 3 }), restricted: fc.boolean(), who: fc.constantFrom(...everybody) });

describe('the allowed actions of a record', () => {
  it('are all the verbs, each with the form of its body', async () => {
    const { url } = await app.tell(startedIncident);
    const { body } = await people.get(desk.id)!.get(url);
    const actions = body['allowedActions'] as readonly AllowedAction[];
    expect(actions.map(({ verb }) => verb).sort()).toEqual(Object.keys(bodies).sort());
    expect(actions.find(({ verb }) => verb === 'cancel')).toEqual({
      verb: 'cancel',
      label: 'Cancel',
      fields: expect.objectContaining({ type: 'object', required: ['reason', 'note'] }) as object,
      refusal: { code: 'not-permitted', rule: 'after work has started the incident manager cancels', role: null, field: null, whatToDo: expect.any(String) as string },
    });
  });

  it.each([
    ['start-work', startedIncident, assignee],
    ['close', closedIncident, caller],
  ])('offer no %s that would change nothing', async (verb, history, who) => {
    const { url } = await app.tell(history);
    const { body } = await people.get(who.id)!.get(url);
    const { refusal } = (body['allowedActions'] as readonly AllowedAction[]).find((each) => each.verb === verb)!;
    expect(refusal).toMatchObject({ code: 'invalid-transition', rule: expect.stringContaining('changes nothing') as string });
  });

  it('are what the routes answer, whatever the state and whoever asks', async () => {
    const property = fc.asyncProperty(state, async ({ base, more, restricted, who }) => {
      const history = [...(restricted ? [told.logged({ visibility: 'restricted', openedBy: opener.id }), ...base.slice(1)] : base), ...more];
      const tell = (): Promise<ToldIncident> => app.tell(history);
      const incident = await tell();
      const { status, body } = await people.get(who.id)!.get(incident.url);
      const waits = history.some((event) => event.type === 'IncidentPutOnHold' && event.data.reason === 'caller');
      if (status === 404) {
        for (const verb of ['add-note', 'start-work']) expect([403, 404]).toContain((await sent(who, incident, verb, waits)).status);
        return;
      }
      for (const action of body['allowedActions'] as readonly AllowedAction[]) {
        if (action.refusal?.whatToDo === 'nothing; it is so already') expect(isSoAlready(action.verb, action.refusal.rule!.split(' ').at(-1)!)).toBe(true);
        const answer = await sent(who, action.refusal === null ? await tell() : incident, action.verb, waits);
        expect({ verb: action.verb, ...said(answer) }).toEqual({ verb: action.verb, ...promised(action) });
      }
    });
    await fc.assert(property, { seed: 2_026, numRuns: 40 });
  });
});
