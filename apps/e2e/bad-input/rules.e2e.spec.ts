import type { Person } from '../testing/people';
import { mappedCase } from '../testing/mapped-cases';
import { leavingNoTrace, pointed, problemOf, verdict } from '../testing/problems';
import { row, rowEach } from '../testing/rows';
import { ago, assigned, cancelled, closed, day, hour, logBody, logged, minute, resolution, resolved, started, then, triaged, type Told } from '../testing/stories';
import type { Answer } from '../testing/target';
import { command, openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

const refused = (told: Told, by: Person, verb: string, body: object = {}): Promise<Answer> =>
  leavingNoTrace(world.target, () => by.post(`${told.url}/${verb}`, body, { 'if-match': '*' }));

describe('a step that the state does not allow', () => {
  const reopening = { reason: 'Again.', impact: 'never-restored' };

  row(23, 'names the state it is in', async () => {
    const { resolver, caller, desk, manager } = world.people;
    const steps: readonly (readonly [Told, Person, string, object, string])[] = [
      [await closed(world), resolver, 'resolve', resolution(world, { notes: 'Something else.' }), 'Closed'],
      [await started(world), caller, 'reopen', reopening, 'InProgress'],
      [await assigned(world), caller, 'close', {}, 'Assigned'],
      [await logged(world), desk, 'assign', { group: world.group }, 'New'],
      [await triaged(world), resolver, 'start-work', {}, 'Triaged'],
      [await cancelled(world), desk, 'triage', { category: 'network', service: world.service, impact: 1, urgency: 1 }, 'Cancelled'],
      [await resolved(world), desk, 'cancel', { reason: 'withdrawn', note: 'late' }, 'Resolved'],
      [await started(world), resolver, 'resume-work', {}, 'InProgress'],
      [await closed(world), manager, 'override-priority', { priority: 'P1', reason: 'late' }, 'Closed'],
    ];
    for (const [told, by, verb, body, state] of steps) {
      const answer = await refused(told, by, verb, body);
      expect([verb, verdict(answer), problemOf(answer).current]).toEqual([verb, '409 invalid-transition', state]);
    }
  });

  row(23, 'is refused for another resolution too', async () => {
    const answer = await refused(await resolved(world), world.people.manager, 'resolve', resolution(world, { notes: 'Something else.' }));
    expect(verdict(answer)).toBe('409 already-resolved');
  });
});

describe('times', () => {
  row(29, 'of restoration before the start of impact', async () => {
    const told = await started(world, { impactStartedAt: ago(world, hour), detectedAt: ago(world, 50 * minute) });
    const early = await refused(told, world.people.resolver, 'resolve', resolution(world, { restoredAt: ago(world, 2 * hour) }));
    expect([verdict(early), problemOf(early).field]).toEqual(['422 time-order', 'restoredAt']);
    const milestone = await refused(told, world.people.resolver, 'record-milestone', { kind: 'restored', at: ago(world, 2 * hour), reason: 'late' });
    expect(verdict(milestone)).toBe('422 time-order');
    const logging = await leavingNoTrace(world.target, () =>
      world.people.desk.post('/v1/incidents', logBody(world, { impactStartedAt: ago(world, hour), detectedAt: ago(world, 2 * hour) })),
    );
    expect(verdict(logging)).toBe('422 time-order');
  });

  row(29, 'of a relapse before the restoration', async () => {
    const told = await resolved(world, {}, { restoredAt: ago(world, hour) });
    const answer = await refused(told, world.people.caller, 'reopen', { reason: 'Again.', impact: 'relapsed', relapsedAt: ago(world, 2 * hour) });
    expect([verdict(answer), problemOf(answer).field]).toEqual(['422 time-order', 'relapsedAt']);
  });

  rowEach<(world: World) => string>(
    28,
    'to look again that no policy allows',
    { now: (its) => its.target.now(), 'in the past': (its) => ago(its, hour), 'in a year': (its) => ago(its, -366 * day) },
    async (at) => {
      const answer = await refused(await started(world), world.people.resolver, 'put-on-hold', { reason: 'evidence', followUpAt: at(world) });
      expect(verdict(answer)).toBe('422 follow-up-out-of-range');
    },
  );
});

describe('a link', () => {
  const link = (told: Told, incident: string): Promise<Answer> => world.people.desk.post(`${told.url}/link-incident`, { incident, relation: 'related' });

  row(30, 'to itself, to nothing, to something that is no id', async () => {
    const told = await logged(world);
    for (const self of [told.id, told.number, told.id.toUpperCase()]) expect(verdict(await refused(told, world.people.desk, 'link-incident', { incident: self, relation: 'related' }))).toBe('422 link-to-self');
    expect(verdict(await leavingNoTrace(world.target, () => link(told, '00000000-0000-4000-8000-ffffffffffff')))).toBe('404 not-found');
    expect(verdict(await leavingNoTrace(world.target, () => link(told, '../incidents')))).toBe('400 invalid-id');
  });

  row(30, 'made twice', async () => {
    const [one, other] = [await logged(world), await logged(world)];
    const outcomes = [await link(one, other.id), await link(one, other.number), await link(one, other.id.toUpperCase())].map(({ status, body }) => [status, (body as { outcome: string }).outcome]);
    expect(outcomes).toEqual([[200, 'appended'], [200, 'quiet'], [200, 'quiet']]);
  });
});

describe('a name that nobody registered', () => {
  row(30, 'is refused by name', async () => {
    const told = await triaged(world);
    const service = await refused(told, world.people.desk, 'categorize', { category: 'network', service: 'nowhere' });
    const group = await refused(told, world.people.desk, 'assign', { group: 'nobody' });
    expect([verdict(service), problemOf(service).field, verdict(group), problemOf(group).field]).toEqual(['422 unknown-service', 'service', '422 unknown-group', 'group']);
  });

  row(8, 'and is a name of the language is a name like any other', async () => {
    const told = await logged(world);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty']) {
      expect([name, verdict(await refused(told, world.people.desk, 'categorize', { category: 'network', service: name }))]).toEqual([name, '422 unknown-service']);
      const linked = await then(told, world.people.desk, 'link-change', { change: name, relation: 'caused-by' });
      const again = await world.people.desk.post(`${told.url}/link-change`, { change: name, relation: 'caused-by' });
      expect([name, (again.body as { outcome: string }).outcome, again.headers['etag']]).toEqual([name, 'quiet', linked.etag]);
      await then(told, world.people.desk, 'unlink-change', { change: name, reason: 'Not that one.' });
    }
  });
});

describe('a page of an import', () => {
  const page = async (cases: readonly object[]): Promise<Answer> => {
    const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: ['rows.csv'] });
    return world.people.machine.post(`/v1/imports/${(body as { id: string }).id}/pages`, { page: 0, cases });
  };
  let goods = 0;
  const good = (): object => mappedCase(`good-${world.run}-${(goods += 1)}`, [{ at: ago(world, day), status: 'new' }, { at: ago(world, hour), status: 'resolved' }]);

  row(41, 'with one case that is refused takes the others and names it', async () => {
    const at = ago(world, 2 * day);
    const first = mappedCase(`grown-${world.run}`, [{ at, status: 'new' }]);
    expect((await page([first])).status).toBe(200);
    const diverged = mappedCase(`grown-${world.run}`, [{ at: ago(world, 3 * day), status: 'new' }, { at, status: 'resolved' }]);
    const answer = await page([good(), diverged, good()]);
    const { results } = answer.body as { results: { caseId: string; outcome: string; refusal: { code: string; row: number } | null }[] };
    expect(results.map(({ outcome, refusal }) => [outcome, refusal?.code ?? null, refusal?.row ?? null])).toEqual([
      ['appended', null, null],
      ['refused', 'history-diverged', 2],
      ['appended', null, null],
    ]);
  });

  row(41, 'can be listed as soon as it is answered', async () => {
    const { results } = (await page([good(), good()])).body as { results: { caseId: string; id: string; consistency: string }[] };
    for (const { caseId, id, consistency } of results) {
      const listed = await world.people.manager.get(`/v1/incidents?q=external:${caseId}`, { 'firebreak-consistency': consistency });
      expect([listed.status, (listed.body as { items: { id: string }[] }).items]).toEqual([200, [expect.objectContaining({ id })]]);
    }
  });

  rowEach<(caseId: string) => object>(
    41,
    'with something that is no case',
    {
      'a text': () => ({ caseId: 'x' }),
      'no steps': (caseId) => ({ source: 'e2e', caseId, steps: [] }),
      'a property more': (caseId) => ({ ...mappedCase(caseId, [{ at: ago(world, day) }]), tenant: 'other' }),
      'a status nobody knows': (caseId) => mappedCase(caseId, [{ at: ago(world, day), status: 'gone' }]),
      'a field nobody knows': (caseId) => mappedCase(caseId, [{ at: ago(world, day), fields: { openedBy: 'u-9' } }]),
      'no day of the calendar': (caseId) => mappedCase(caseId, [{ at: '2025-02-30T00:00:00.000Z', status: 'new' }]),
      'the year 1': (caseId) => mappedCase(caseId, [{ at: '0001-01-01T00:00:00.000Z', status: 'new' }]),
      'a lone surrogate': (caseId) => mappedCase(caseId, [{ at: ago(world, day), status: 'new', fields: { title: 'ab\ud800' } }]),
    },
    async (made, name) => {
      const answer = await leavingNoTrace(world.target, () => page([made(`odd-${world.run}-${name.replaceAll(' ', '-')}`), good()]));
      expect([name, answer.status, pointed(answer)[0]?.startsWith('/cases')]).toEqual([name, 422, true]);
    },
  );

  rowEach<(caseId: string) => object>(
    28,
    'with a case from the future takes the others and names it',
    {
      'by a step': (caseId) => mappedCase(caseId, [{ at: '2100-01-01T00:00:00.000Z', status: 'new' }]),
      'by an opening': (caseId) => mappedCase(caseId, [{ at: ago(world, day), status: 'new', times: { openedAt: '2100-01-01T00:00:00.000Z' } }]),
    },
    async (made, name) => {
      const answer = await page([made(`future-${world.run}-${name.replaceAll(' ', '-')}`), good()]);
      const { results } = answer.body as { results: { outcome: string; refusal: { code: string; row: number } | null }[] };
      expect([results[0]!.outcome, results[0]!.refusal, results[1]!.outcome]).toEqual(['refused', expect.objectContaining({ code: 'invalid-time', row: 2 }), 'appended']);
    },
  );

  row(5, 'of another tenant’s import is not there', async () => {
    const { body } = await command(world.people.machine, '/v1/imports', { source: 'e2e', files: ['rows.csv'] });
    const url = `/v1/imports/${(body as { id: string }).id}`;
    expect(verdict(await world.strangers.machine.get(url))).toBe('404 not-found');
    expect(verdict(await leavingNoTrace(world.target, () => world.strangers.machine.post(`${url}/pages`, { page: 0, cases: [good()] })))).toBe('404 not-found');
  });

  row(26, 'started with the same key in two tenants is two imports', async () => {
    const headers = { 'idempotency-key': `import-${world.run}` };
    const [own, foreign] = [await world.people.machine.post('/v1/imports', { source: 'e2e', files: [] }, headers), await world.strangers.machine.post('/v1/imports', { source: 'e2e', files: [] }, headers)];
    for (const [person, answer] of [[world.people.machine, own], [world.strangers.machine, foreign]] as const) {
      expect(verdict(await person.get(`/v1/imports/${(answer.body as { id: string }).id}`))).toBe('200');
    }
  });

  row(26, 'started with the same key and another body', async () => {
    const headers = { 'idempotency-key': `import-again-${world.run}` };
    await world.people.machine.post('/v1/imports', { source: 'e2e', files: [] }, headers);
    expect(verdict(await world.people.machine.post('/v1/imports', { source: 'another', files: [] }, headers))).toBe('422 idempotency-mismatch');
  });
});
