import { contractViolation } from '@firebreak/contracts';
import { projectTwice } from '@firebreak/event-sourcing-testing';
import fc from 'fast-check';
import type { IncidentFact } from '../domain/incident-fact';
import * as given from '../testing/incident-contracts';
import { eventsOf, type Step } from '../testing/incident-contracts';
import { historyFrom } from '../testing/incident-histories';
import { incidentFacts } from './incident-facts.projection';

const stream = 'incident-default.one';
const at = (minute: number): string => new Date(Date.UTC(2026, 2, 2, 8, minute)).toISOString();

const factOf = async (...steps: Step[]): Promise<IncidentFact> => (await projectTwice(incidentFacts, eventsOf(stream, steps))).get(stream)!;

describe('the builders of these specs', () => {
  it('keep the contracts', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { maxLength: 80 }), (choices) => {
        const steps = historyFrom(choices, { start: at(0), gaps: [0, 60_000], number: 'INC-1' });
        expect(steps.map(({ type, data }) => contractViolation(type, data)).filter((each) => each !== null)).toEqual([]);
      }),
      { seed: 1 },
    );
  });
});

describe('a fact', () => {
  it('has what the log says', async () => {
    const fact = await factOf(given.logged(at(0), { number: 'INC-7', externalId: 'X7', service: 'mail', reopens: 'incident-default.zero', fingerprint: 'f' }));
    expect(fact).toMatchObject({ tenant: 'default', number: 'INC-7', externalId: 'X7', status: 'New', opened: at(0), reopens: 'zero', fingerprint: 'f' });
    expect(fact.dims).toMatchObject({ service: 'mail', source: 'firebreak', group: null });
  });

  it('follows the machine, holds included', async () => {
    const steps = [given.logged(at(0)), given.triaged(at(1)), given.putOnHold(at(2)), given.assigned(at(3)), given.resumed(at(4))];
    expect((await factOf(...steps)).status).toBe('Assigned');
    expect((await factOf(...steps, given.workStarted(at(5)))).status).toBe('InProgress');
  });

  it('keeps one interval over a change of the reason, and ends it with the resolve', async () => {
    const fact = await factOf(given.logged(at(0)), given.putOnHold(at(2)), given.putOnHold(at(5)), given.resolved(at(9)));
    expect(fact.holds).toEqual([{ from: at(2), to: at(9) }]);
  });

  it('counts a move from group to group, and every change of group but the initial one', async () => {
    const moves = ['network', null, 'storage', 'storage', 'desk'].map((group, minute) => given.assigned(at(minute), { group }));
    expect(await factOf(given.logged(at(0)), given.assigned(at(0), { group: 'desk', initial: true }), ...moves)).toMatchObject({
      groupChanges: 4,
      reassignments: 2,
    });
  });

  it('counts the first group as a change when it came later', async () => {
    expect(await factOf(given.logged(at(0)), given.assigned(at(1)))).toMatchObject({ groupChanges: 1, reassignments: 0 });
  });

  it('takes the first start of work by a person that was not inferred', async () => {
    const machine = given.workStarted(at(1), { human: false });
    const inferred = given.workStarted(at(2), { inferred: true });
    expect((await factOf(given.logged(at(0)), machine, inferred, given.workStarted(at(3)), given.workStarted(at(4)))).acknowledged).toBe(at(3));
  });

  it('opens a cycle with each reopening and is closed only while it is', async () => {
    const fact = await factOf(given.logged(at(0)), given.resolved(at(1)), given.closed(at(2)), given.reopened(at(3)));
    expect(fact).toMatchObject({ status: 'InProgress', closed: null, cycles: [{ started: at(0), resolved: at(1) }, { started: at(3), resolved: null }] });
  });

  it('keeps the latest closure', async () => {
    const fact = await factOf(given.logged(at(0)), given.resolved(at(1)), given.closed(at(2)), given.closed(at(8), { repeated: true }));
    expect(fact.closed).toBe(at(8));
  });

  it('infers a resolve where there was only a closure', async () => {
    expect((await factOf(given.logged(at(0)), given.closed(at(2)))).cycles).toEqual([{ started: at(0), resolved: at(2) }]);
  });

  it('takes corrected times and says which', async () => {
    const inferred = given.logged(at(5), { openedAtInferred: true });
    const fact = await factOf(
      inferred,
      given.resolved(at(8), { restoredAt: at(7) }),
      given.corrected(at(9), { which: 'opened', at: at(1) }),
      given.corrected(at(9), { which: 'resolved', at: at(6) }),
      given.corrected(at(9), { which: 'restored', at: at(4) }),
    );
    expect(fact).toMatchObject({ opened: at(1), openedInferred: false, corrected: ['opened', 'resolved', 'restored'] });
    expect(fact.cycles).toEqual([{ started: at(1), resolved: at(6) }]);
    expect(fact.impairments).toEqual([{ cycle: 0, started: null, restored: at(4) }]);
  });

  it('keeps what the source says beside what was computed', async () => {
    const source = { priority: '3 - Moderate', impact: '2 - Medium', urgency: null };
    const fact = await factOf(given.logged(at(0)), given.prioritized(at(1), { impact: 2, urgency: 3, priority: 'P4', source }));
    expect(fact.dims).toMatchObject({ priority: 'P4', impact: '2', urgency: '3', sourcePriority: '3 - Moderate', sourceUrgency: null });
  });

  it('keeps cause code, configuration item and problems', async () => {
    const linked = [given.linkedToProblem(at(1)), given.linkedToProblem(at(1), { problem: 'PRB-2' }), given.unlinkedFromProblem(at(2))];
    const fact = await factOf(given.logged(at(0)), given.categorized(at(1), { configurationItem: 'db-1' }), ...linked, given.resolved(at(3), { causeCode: 'disk' }));
    expect(fact).toMatchObject({ causeCode: 'disk', configurationItem: 'db-1', problems: ['PRB-2'] });
  });

  it('refuses a history that does not begin with a log', () => {
    const [event] = eventsOf(stream, [given.triaged(at(0))]);
    expect(() => incidentFacts.evolve(null, event!)).toThrow(expect.objectContaining({ code: 'malformed-event' }));
  });
});

describe('the dirty keys of a fact', () => {
  it('are the quarter hours of its times', async () => {
    const fact = await factOf(given.logged(at(0)), given.workStarted(at(20)), given.resolved(at(21)));
    expect(fact.slots).toEqual(['default|2026-03-02|32', 'default|2026-03-02|33']);
    expect([...fact.dirty].sort()).toEqual(fact.slots);
  });

  it('still name a quarter hour that it left', async () => {
    const fact = await factOf(given.logged(at(0)), given.corrected(at(1), { which: 'opened', at: at(-60) }));
    expect(fact.slots).toEqual(['default|2026-03-02|28']);
    expect(fact.dirty).toEqual(['default|2026-03-02|32', 'default|2026-03-02|28']);
  });

  it('stay empty over what moves no figure', () => {
    const [first, ...quiet] = eventsOf(stream, [given.logged(at(0)), given.activity(at(1)), given.assigned(at(2), { group: null, assignee: 'bob' }), given.putOnHold(at(3))]);
    const settled = { ...incidentFacts.evolve(null, first!), dirty: [] };
    expect(quiet.reduce<IncidentFact>((fact, event) => incidentFacts.evolve(fact, event), settled).dirty).toEqual([]);
  });

  it('name the incident that it continues', async () => {
    expect((await factOf(given.logged(at(0), { reopens: 'zero' }))).dirty).toContain('default|continues|zero');
  });
});
