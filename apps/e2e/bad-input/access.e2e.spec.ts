import { toMillis } from '@firebreak/event-sourcing';
import checkedIn from '../route-matrix.json';
import { Forge, localForge, type ForgeKey } from '../testing/forged-tokens';
import type { Person } from '../testing/people';
import { isInProcess, leavingNoTrace, problemOf, verdict } from '../testing/problems';
import { row, rowEach, rowInProcess } from '../testing/rows';
import { logBody, logged, started, then, type Told } from '../testing/stories';
import type { Answer } from '../testing/target';
import { openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
let incident: Told;
beforeAll(async () => {
  world = await openWorld();
  incident = await started(world);
});
afterAll(() => world.target.stop());

const read = (headers: Record<string, string>): Promise<Answer> => world.target.request({ method: 'GET', url: incident.url, headers });
const withToken = (token: string): Promise<Answer> => read({ authorization: `Bearer ${token}` });
const forgeKey = ({ target }: World<AnyTarget>): ForgeKey => (isInProcess(target) ? localForge(target.standalone.folder.keys.signing) : target.forge);
const forge = (): Forge => new Forge(forgeKey(world), Math.floor(toMillis(world.target.now()) / 1000), world.tenant);

describe('nobody', () => {
  rowEach<Record<string, string>>(
    1,
    'no token',
    {
      nothing: {},
      'Bearer and nothing': { authorization: 'Bearer' },
      'Bearer and a space': { authorization: 'Bearer ' },
      'an empty header': { authorization: '' },
      Basic: { authorization: 'Basic dTpw' },
      'two tokens in one header': { authorization: 'Bearer a.b.c, Bearer a.b.c' },
      'a cookie that is none of ours': { cookie: 'firebreak_session=short' },
      'a token in a header of another name': { 'x-access-token': 'a.b.c' },
    },
    async (headers) => {
      const answer = await read(headers);
      expect([verdict(answer), answer.headers['www-authenticate']]).toEqual(['401 unauthenticated', 'Bearer realm="firebreak"']);
    },
  );
});

describe('a token that was never issued', () => {
  row(2, 'is refused, whatever it looks like', async () => {
    expect((await withToken(forge().signed())).status).toBe(200);
    const forged = Object.entries(forge().forged());
    const verdicts = await Promise.all(forged.map(async ([name, token]) => [name, verdict(await withToken(token))]));
    expect(verdicts).toEqual(forged.map(([name]) => [name, '401 invalid-token']));
  });

  row(3, 'is refused when it is over, too early, for somebody else, from somebody else or without an end', async () => {
    const now = Math.floor(toMillis(world.target.now()) / 1000);
    // Clocks may be 30 s apart; that of an installation goes on until it is asked.
    const early = now + (isInProcess(world.target) ? 31 : 331);
    const wrong = [
      forge().signed({ exp: now - 31 }),
      forge().signed({ nbf: early }),
      forge().signed({ aud: 'other' }),
      forge().signed({ iss: 'evil' }),
      forge().signed({ exp: now + forgeKey(world).longestSeconds + 86_400 }),
      ...forgeKey(world).required.map((claim) => forge().without(claim)),
    ];
    expect(await Promise.all(wrong.map(async (token) => verdict(await withToken(token))))).toEqual(wrong.map(() => '401 invalid-token'));
  });

  rowInProcess(3, 'a gateway ends the connection; over a socket it is among the connections', 'is refused for its size', async () => {
    expect(verdict(await withToken('a'.repeat(200_000)))).toBe('431 headers-too-large');
  });
});

describe('a role', () => {
  row(4, 'does nothing that is another role’s', async () => {
    const { desk, caller, resolver, machine, administrator } = world.people;
    const asked: readonly (readonly [Person, string, object])[] = [
      [desk, `${incident.url}/override-priority`, { priority: 'P1', reason: 'now' }],
      [desk, `${incident.url}/correct-time`, { which: 'opened', at: world.target.now(), reason: 'now' }],
      [resolver, `${incident.url}/triage`, { category: 'network', service: world.service, impact: 1, urgency: 1 }],
      [caller, `${incident.url}/assign`, { group: world.group }],
      [machine, `${incident.url}/cancel`, { reason: 'false-alarm', note: 'none' }],
      [desk, '/v1/services', { key: 'sneaked-in' }],
      [desk, '/v1/policies/incident/reopen/publish', { policy: { windowMs: 0, fromClosed: false }, reason: 'now' }],
      [administrator, '/v1/incidents', logBody(world)],
    ];
    await leavingNoTrace(world.target, async () => {
      for (const [person, url, body] of asked) expect([url, verdict(await person.post(url, body, { 'if-match': '*' }))]).toEqual([url, '403 forbidden-role']);
    });
    expect(problemOf(await desk.post(`${incident.url}/override-priority`, {})).role).toBe('incident-manager');
  });

  row(51, 'of an auditor writes nothing, and the attempt is logged as a security event', async () => {
    const { auditor } = world.people;
    const commands = checkedIn.routes.filter(({ method, roles }) => method === 'POST' && roles !== 'public');
    await leavingNoTrace(world.target, async () => {
      for (const { path } of commands) {
        const url = path.replace(/:[A-Za-z]+/g, incident.id);
        expect([url, verdict(await auditor.post(url, {}, { 'if-match': '*' }))]).toEqual([url, '403 forbidden-role']);
      }
    });
    if (!isInProcess(world.target)) return;
    const denied = world.target.log.filter(({ security, actor }) => security === true && actor === auditor.id);
    expect(denied).toHaveLength(commands.length);
    expect(denied[0]).toMatchObject({ problem: 'forbidden-role', msg: 'request denied' });
  });

  rowEach<unknown>(
    52,
    'that nobody knows is none',
    { 'a text': 'auditor', 'an object': { auditor: true }, 'mixed case': ['Auditor'], unknown: ['root'], empty: [], nested: [['auditor']], null: null, 'a star': ['*'] },
    async (roles) => expect(verdict(await withToken(forge().signed({ roles })))).toBe('403 forbidden-role'),
  );

  row(52, 'that is known stands, whatever stands beside it', async () => {
    const answer = await world.target.request({ method: 'GET', url: '/v1/sessions/current', headers: { authorization: `Bearer ${forge().signed({ roles: ['root', 'auditor', 7, 'auditor', null] })}` } });
    expect([answer.status, (answer.body as { roles: unknown }).roles]).toEqual([200, ['auditor']]);
  });

  row(52, 'is no way to be one of the product’s own actors', async () => {
    expect(verdict(await withToken(forge().signed({ sub: 'system:auto-close' })))).toBe('401 invalid-token');
  });
});

describe('a record of another tenant', () => {
  row(5, 'is answered as one that is not there, on every route that names one', async () => {
    const absent = '/v1/incidents/00000000-0000-4000-8000-ffffffffffff';
    const said = async (url: string): Promise<object> => ({ ...problemOf(await world.strangers.manager.get(url)), instance: '', traceId: '' });
    expect(await said(incident.url)).toEqual(await said(absent));
    expect(await said(incident.url)).toMatchObject({ status: 404, code: 'not-found' });
    expect(await said(`/v1/incidents/${incident.number}`)).toMatchObject({ status: 404, code: 'not-found' });
  });

  row(5, 'is in no list, feed, possible duplicate or search', async () => {
    const { strangers, target } = world;
    await target.caughtUp();
    const title = 'A title that only one tenant has';
    const theirs = await logged(world, { title });
    await target.caughtUp();
    for (const url of ['/v1/incidents', '/v1/incidents?q=title', `/v1/incidents?q=number:${theirs.number}`, '/v1/services', '/v1/groups', '/v1/exports/incidents']) {
      const answer = await strangers.manager.get(url);
      expect([answer.status, answer.text.includes(title), answer.text.includes(theirs.id)]).toEqual([200, false, false]);
    }
    const feed = await strangers.auditor.get('/v1/feed?limit=1000');
    const subjects = (feed.body as { records: { subject: string }[] }).records.map(({ subject }) => subject);
    expect(subjects.filter((subject) => !subject.includes(`-${world.otherTenant}.`))).toEqual([]);
    const twin = await strangers.desk.post('/v1/incidents', logBody(world, { title, service: null }));
    expect((twin.body as { possibleDuplicates: unknown[] }).possibleDuplicates).toEqual([]);
  });

  row(5, 'is no end of a link', async () => {
    const own = await then(incident, world.people.resolver, 'add-note', { text: 'before', audience: 'private' });
    const foreign = await world.strangers.desk.post('/v1/incidents', logBody(world, { service: null }));
    const { id } = foreign.body as { id: string };
    await leavingNoTrace(world.target, async () => {
      expect(verdict(await world.people.resolver.post(`${own.url}/link-incident`, { incident: id, relation: 'related' }))).toBe('404 not-found');
      expect(verdict(await world.people.desk.post('/v1/incidents', logBody(world, { reopens: id })))).toBe('404 not-found');
    });
  });
});
