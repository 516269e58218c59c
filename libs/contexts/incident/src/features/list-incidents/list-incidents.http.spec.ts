import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import { assignee, auditor, caller, desk, incidentManager, network, outsider, resolver, stranger } from '../../testing/incident-actors';
import { incidentApp, noon, type HttpAnswer, type IncidentApp, type ToldIncident } from '../../testing/incident-app';
import { assigned, logged, noteAdded, prioritized, putOnHold, resumed, workStarted, type Told } from '../../testing/incident-builders';
import { assignedIncident, cancelledIncident, closedIncident, newIncident, reopenedIncident, resolvedIncident, startedIncident, triagedIncident } from '../../testing/incident-histories';

interface Row {
  readonly id: string;
  readonly number: string;
  readonly [column: string]: unknown;
}

let app: IncidentApp;
beforeAll(async () => (app = await incidentApp()));
afterAll(() => app.stop());

const listed = (query: Record<string, string> = {}, { who = desk, tenant = 'default', headers = {} } = {}): Promise<HttpAnswer> =>
  app.as(who, tenant).get(`/v1/incidents?${new URLSearchParams(query).toString()}`, headers);
const rows = ({ body }: HttpAnswer): readonly Row[] => body['items'] as readonly Row[];
const ids = async (q: string, who = desk, tenant = 'default'): Promise<readonly string[]> => rows(await listed({ q, sort: 'number' }, { who, tenant })).map(({ id }) => id);
const idsOf = (...incidents: readonly ToldIncident[]): readonly string[] => incidents.map(({ id }) => id);
const ago = (minutes: number): Instant => plusMillis(noon, -minutes * 60_000);

describe('the filter', () => {
  const tenant = 'filters';
  const told: Record<string, ToldIncident> = {};
  const found = (q: string, who = desk): Promise<readonly string[]> => ids(q, who, tenant);

  beforeAll(async () => {
    const histories: Record<string, readonly Told[]> = {
      fresh: [logged({ title: 'The café till is "down"', service: 'payments-api', externalId: 'CASE 1', source: 'servicenow' })],
      triaged: [...triagedIncident, prioritized({ priority: 'P1' })],
      assigned: assignedIncident,
      started: startedIncident,
      held: [...startedIncident, putOnHold({ reason: 'vendor' })],
      resolved: resolvedIncident,
      closed: closedIncident,
      cancelled: cancelledIncident,
      reopened: reopenedIncident,
    };
    await app.registered('group', network, { members: [assignee.id], tenant });
    for (const [name, history] of Object.entries(histories)) told[name] = await app.tell(history, { tenant });
    await app.caughtUp();
  });

  it.each([
    ['is:open', ['fresh', 'triaged', 'assigned', 'started', 'held', 'reopened']],
    ['is:on-hold hold:vendor', ['held']],
    ['is:resolved or is:closed', ['resolved', 'closed']],
    ['is:reopened', ['reopened']],
    ['reopened:1', ['reopened']],
    ['is:cancelled', ['cancelled']],
    ['state:new,triaged', ['fresh', 'triaged']],
    ['p:1', ['triaged']],
    ['is:open -p:1,2', ['fresh']],
    ['assignee:none is:open', ['fresh', 'triaged']],
    ['group:g-network is:open', ['assigned', 'started', 'held', 'reopened']],
    ['service:payments-api', ['fresh']],
    ['source:servicenow external:"CASE 1"', ['fresh']],
    ['cafe', ['fresh']],
    ['"till is \\"down\\""', ['fresh']],
    ['till mail', []],
    ['logged:>=2026-03-03', []],
    ['restored:2026-03-02', ['resolved', 'closed']],
    ['(is:new or is:open) category:none', ['fresh']],
  ])('%s', async (q, names) => expect(await found(q)).toEqual(names.map((name) => told[name]!.id)));

  it('finds what is mine', async () => {
    const [mine, none] = [idsOf(told['assigned']!, told['started']!, told['held']!, told['reopened']!), []];
    expect(await found('assignee:me is:open', assignee)).toEqual(mine);
    expect(await found('group:mine is:open', assignee)).toEqual(mine);
    expect([await found('assignee:me', resolver), await found('group:mine', resolver)]).toEqual([none, none]);
    expect(await found('caller:me is:resolved', caller)).toEqual(idsOf(told['resolved']!));
  });

  it('finds a number and an id of the source, as a field and as a word', async () => {
    const { id, number } = told['fresh']!;
    expect([await found(`number:${number}`), await found(number), await found('"CASE 1"')]).toEqual([[id], [id], [id]]);
  });

  it('is answered as it was understood, with what was not', async () => {
    const { status, body } = await listed({ q: 'is:opne   p:1' }, { tenant });
    expect([status, body['q']]).toEqual([200, 'is:opne p:1']);
    expect(body['diagnostics']).toMatchObject([{ code: 'unknown-value', span: { from: 3, to: 7 }, suggestion: 'open' }]);
  });

  it('knows nothing of another tenant', async () => expect(await ids('', incidentManager, 'empty')).toEqual([]));
});

describe('the watch list', () => {
  const tenant = 'watched';
  const opened = (minutes: number): Told => logged({ openedAt: ago(minutes) }, ago(minutes));
  const triagedAt = (minutes: number): readonly Told[] => triagedIncident.slice(1).map((event) => ({ ...event, occurredAt: ago(minutes) }));
  const working = (minutes: number, last: number): readonly Told[] => [opened(minutes), ...triagedAt(minutes), assigned({}, ago(minutes)), workStarted({}, ago(last))];

  it('has one of each kind, and none of their neighbours', async () => {
    const adrift = [
      await app.tell([opened(61)], { tenant }),
      await app.tell([opened(241), ...triagedAt(240), assigned({}, ago(230))], { tenant }),
      await app.tell([...working(300, 290), putOnHold({ followUpAt: ago(1) }, ago(60))], { tenant }),
      await app.tell(working(5_000, 3 * 1_440 + 1), { tenant }),
    ];
    await app.tell([opened(59)], { tenant });
    await app.tell([opened(239), ...triagedAt(200), assigned({}, ago(200))], { tenant });
    await app.tell([...working(300, 290), putOnHold({ followUpAt: plusMillis(noon, 1) }, ago(60))], { tenant });
    await app.tell([...working(5_000, 4_900), noteAdded({}, ago(60))], { tenant });
    await app.tell([...working(300, 290), putOnHold({ followUpAt: ago(1) }, ago(60)), resumed({}, ago(30))], { tenant });
    for (const history of [resolvedIncident, closedIncident, cancelledIncident]) await app.tell(history, { tenant });
    await app.tell([opened(9_000)], { tenant, origin: 'imported' });
    await app.caughtUp();
    expect(await ids('is:adrift', desk, tenant)).toEqual(idsOf(...adrift));
  });

  it('goes by the policy in force', async () => {
    await app.tell([opened(10)], { tenant: 'strict' });
    await app.caughtUp();
    expect(await ids('is:adrift', desk, 'strict')).toEqual([]);
    const policy = { unassignedMs: 60_000, unacknowledgedMs: 14_400_000, silentMs: 259_200_000 };
    await app.as({ id: 'u-admin', roles: ['administrator'], groups: [] }, 'strict').post('/v1/policies/incident/adrift/publish', { policy, reason: 'a strict desk' });
    expect(await ids('is:adrift', desk, 'strict')).toHaveLength(1);
  });
});

describe('pages', () => {
  const tenant = 'pages';
  const sorts = ['changed', 'logged', 'priority', 'number', 'status'].flatMap((name) => [name, `-${name}`]);
  const walk = async (sort: string, limit: number, between: () => Promise<unknown> = () => Promise.resolve()): Promise<readonly string[]> => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const answer = await listed({ q: 'is:open', sort, limit: String(limit), ...(cursor ? { cursor } : {}) }, { tenant });
      seen.push(...rows(answer).map(({ id }) => id));
      expect(rows(answer).length).toBeLessThanOrEqual(limit);
      cursor = answer.body['nextCursor'] as string | null;
      await between();
    }
    return seen;
  };

  beforeAll(async () => {
    const histories = [newIncident, triagedIncident, assignedIncident, startedIncident];
    for (let count = 0; count < 13; count += 1) {
      const minutes = 100 + (count % 4);
      const history = histories[count % 3]!.map((event) => (event.type === 'IncidentLogged' ? logged({ openedAt: ago(minutes) }, ago(minutes)) : { ...event, occurredAt: ago(minutes) }));
      await app.tell(history, { tenant });
    }
    await app.caughtUp();
  });

  it.each(sorts)('by %s have every incident once, whatever their size', async (sort) => {
    const whole = rows(await listed({ q: 'is:open', sort }, { tenant })).map(({ id }) => id);
    expect(new Set(whole).size).toBe(13);
    for (const limit of [1, 4, 13]) expect(await walk(sort, limit)).toEqual(whole);
  });

  it('are in order', async () => {
    const column = async (sort: string, name: string): Promise<readonly unknown[]> => rows(await listed({ sort }, { tenant })).map((row) => row[name]);
    const openings = (await column('logged', 'openedAt')) as readonly string[];
    expect(openings).toEqual([...openings].sort());
    expect(await column('-logged', 'openedAt')).toEqual([...openings].reverse());
    const priorities = (await column('-priority', 'priority')) as readonly (string | null)[];
    expect(priorities.indexOf(null)).toBe(priorities.filter((each) => each !== null).length);
  });

  it('neither repeat nor lose one while others are logged', async () => {
    const before = rows(await listed({ q: 'is:open', sort: 'logged' }, { tenant })).map(({ id }) => id);
    const seen = await walk('logged', 3, async () => {
      await app.tell([logged({ openedAt: ago(500) }, ago(500))], { tenant });
      await app.caughtUp();
    });
    expect(seen).toEqual(before);
  });

  it('take only their own cursor, unchanged', async () => {
    const cursor = String((await listed({ limit: '2', sort: 'number' }, { tenant })).body['nextCursor']);
    const asked = async (query: Record<string, string>, of = tenant): Promise<unknown> => {
      const { status, body } = await listed({ limit: '2', sort: 'number', cursor, ...query }, { tenant: of });
      return [status, body['code']];
    };
    expect(await asked({})).toEqual([200, undefined]);
    expect(await asked({ cursor: `${cursor.slice(0, -1)}${cursor.endsWith('A') ? 'B' : 'A'}` })).toEqual([400, 'invalid-cursor']);
    expect(await asked({ sort: '-number' })).toEqual([400, 'invalid-cursor']);
    expect(await asked({ q: 'is:open' })).toEqual([400, 'invalid-cursor']);
    expect(await asked({}, 'filters')).toEqual([400, 'invalid-cursor']);
  });

  it.each([
    [{ limit: '0' }, 400, 'invalid-parameter'],
    [{ limit: '501' }, 400, 'invalid-parameter'],
    [{ sort: 'title' }, 400, 'invalid-parameter'],
    [{ page: '2' }, 400, 'unknown-parameter'],
    [{ zone: 'Mars/Olympus' }, 422, 'invalid-zone'],
  ])('refuse %j', async (query, status, code) => expect(await listed(query as Record<string, string>, { tenant })).toMatchObject({ status, body: { code } }));
});

describe('a restricted incident', () => {
  it('is listed to those who run or audit the process and to those who are part of it', async () => {
    const secret = await app.tell([logged({ visibility: 'restricted', title: 'Payroll leaked' }), ...assignedIncident.slice(1)]);
    await app.caughtUp();
    const sees = async (who: typeof desk): Promise<boolean> => (await ids('"Payroll leaked"', who)).includes(secret.id);
    expect([await sees(incidentManager), await sees(auditor), await sees(desk), await sees(caller), await sees(assignee), await sees(resolver)]).toEqual(Array(6).fill(true));
    expect([await sees(stranger), await sees(outsider), await sees({ ...desk, id: 'u-other-desk' })]).toEqual([false, false, false]);
    expect(await ids('is:restricted', incidentManager)).toEqual([secret.id]);
  });
});

describe('what was just written', () => {
  it('is listed to whoever brings the token', async () => {
    const { url } = await app.tell(newIncident);
    const written = await app.as(desk).post(`${url}/prioritize`, { impact: 1, urgency: 1 });
    const token = written.headers['firebreak-consistency']!;
    const answer = await listed({ q: 'p:1' }, { headers: { 'firebreak-consistency': token } });
    expect(rows(answer)).toContainEqual(expect.objectContaining({ id: written.body['id'], revision: 1, priority: 'P1' }));
  });
});
