import { leavingNoTrace, pointed, problemOf, verdict } from '../testing/problems';
import { row, rowEach } from '../testing/rows';
import { logged, type Told } from '../testing/stories';
import { openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
let incident: Told;
beforeAll(async () => {
  world = await openWorld();
  for (let each = 0; each < 3; each += 1) incident = await logged(world);
  await world.target.caughtUp();
});
afterAll(() => world.target.stop());

const get = async (url: string, headers: Record<string, string> = {}): Promise<string> => verdict(await world.people.auditor.get(url, headers));

describe('what is accepted', () => {
  rowEach<string>(
    12,
    'is no form the answer has',
    { xml: 'application/xml', html: 'text/html', 'json at quality 0': 'application/json;q=0', nonsense: 'nonsense' },
    async (accept) => expect(await get('/v1/incidents', { accept })).toBe('406 not-acceptable'),
  );
});

describe('a query string', () => {
  rowEach<string>(
    16,
    'that is a query of a database',
    {
      operator: 'status[$gt]=',
      where: 'filter={"$where":"sleep(1000)"}',
      'a name with a dot': 'a.b=1',
      prototype: '__proto__[x]=1',
      constructor: 'constructor=1',
      'q as an object': 'q[$ne]=x',
    },
    async (query) => expect(await get(`/v1/incidents?${encodeURI(query)}`)).toBe('400 unknown-parameter'),
  );

  rowEach<string>(
    16,
    'with a filter that no field knows is said to be so and finds only by words',
    { operator: 'status:{$gt:1}', 'an SQL end': `p:9' OR 'zz'='zz`, 'a field of the store': 'tenant:other', 'a hidden field': 'incident.openedBy:x' },
    async (q) => {
      const answer = await world.people.auditor.get(`/v1/incidents?q=${encodeURIComponent(q)}`);
      const { items, diagnostics } = answer.body as { items: unknown[]; diagnostics: unknown[] };
      expect([answer.status, items, diagnostics.length]).toEqual([200, [], 1]);
    },
  );

  rowEach<string>(
    32,
    'that asks for no page',
    { zero: 'limit=0', negative: 'limit=-1', 'far too many': 'limit=1000000000', 'a fraction': 'limit=1.5', hex: 'limit=0x10', nothing: 'limit=', twice: 'limit=1&limit=2', 'a hidden field': 'sort=incident.openedBy', 'an unknown field': 'sort=nope', 'a list': 'sort=changed,number' },
    async (query) => expect(await get(`/v1/incidents?${query}`)).toBe('400 invalid-parameter'),
  );

  row(32, 'with a cursor that was tampered with, made up, of another list or of another tenant', async () => {
    const page = await world.people.auditor.get('/v1/incidents?limit=1&sort=number');
    const { nextCursor } = page.body as { nextCursor: string };
    const after = (cursor: string, more = '&sort=number'): string => `/v1/incidents?limit=1&cursor=${encodeURIComponent(cursor)}${more}`;
    expect(await get(after(nextCursor))).toBe('200');
    const flipped = `${nextCursor[0] === 'A' ? 'B' : 'A'}${nextCursor.slice(1)}`;
    for (const cursor of [flipped, nextCursor.slice(0, -1), `${nextCursor}A`, '', 'x', 'e30.e30', '{"$ne":null}', nextCursor.split('.')[0]!]) {
      expect([cursor, await get(after(cursor))]).toEqual([cursor, '400 invalid-cursor']);
    }
    expect(await get(after(nextCursor, '&sort=-number'))).toBe('400 invalid-cursor');
    expect(await get(`/v1/services?cursor=${encodeURIComponent(nextCursor)}`)).toBe('400 invalid-cursor');
    expect(verdict(await world.strangers.auditor.get(after(nextCursor)))).toBe('400 invalid-cursor');
  });

  rowEach<string>(
    34,
    'that goes on from nowhere',
    { negative: 'after=-1', 'no number': 'after=x', 'a fraction': 'after=1.5', 'a huge text': `after=${'9'.repeat(64)}`, nothing: 'after=' },
    async (query) => expect(await get(`/v1/feed?${query}`)).toMatch(/^400 invalid-(cursor|parameter)$/),
  );

  row(34, 'that goes on from beyond the head is told so', async () => {
    const answer = await world.people.auditor.get('/v1/feed?after=99999999999999999999');
    // Where cursors are no numbers, this one is none at all.
    const verdicts = world.target.shape === 'in-process' ? ['416 cursor-beyond-head'] : ['416 cursor-beyond-head', '400 invalid-cursor'];
    expect(verdicts).toContain(verdict(answer));
    expect(problemOf(answer).field).toBe('after');
  });
});

describe('a path', () => {
  rowEach<string>(
    21,
    'with an id that is none',
    {
      word: 'x',
      'a number without its letters': '7',
      'a problem’s number': 'PRB-7',
      'number zero': 'INC-0',
      'a leading zero': 'INC-07',
      'two dots encoded': '%2e%2e%2fetc%2fpasswd',
      NUL: '%00',
      'ten kilobytes': 'x'.repeat(10_000),
      'a letter too far': '00000000-0000-4000-8000-00000000000g',
      braces: '%7B%22$ne%22:null%7D',
      'half a stream': 'incident-other.x',
      'a space behind': 'INC-1%20',
    },
    async (id) => {
      expect(await get(`/v1/incidents/${id}`)).toBe('400 invalid-id');
      await leavingNoTrace(world.target, async () => {
        expect(verdict(await world.people.desk.post(`/v1/incidents/${id}/add-note`, { text: 'x', audience: 'public' }))).toBe('400 invalid-id');
      });
    },
  );

  row(21, 'in upper or lower case names the same record', async () => {
    for (const id of [incident.id.toUpperCase(), incident.number.toLowerCase(), incident.number]) {
      const answer = await world.people.auditor.get(`/v1/incidents/${id}`);
      expect([answer.status, (answer.body as { id: string }).id]).toEqual([200, incident.id]);
    }
  });

  rowEach<string>(
    21,
    'of a catalog entry',
    { NUL: '%00', 'a line break': 'a%0ab', '101 letters': 'x'.repeat(101), 'only spaces': '%20%20', 'an override': '%E2%80%AE' },
    async (key) => expect(await get(`/v1/services/${key}`)).toBe('400 invalid-id'),
  );

  rowEach<string>(21, 'of a catalog entry that only looks odd', { dots: '%2e%2e%2f%2e%2e', prototype: '__proto__', quote: "'%3B--" }, async (key) =>
    expect(await get(`/v1/services/${key}`)).toBe('404 not-found'),
  );

  rowEach<string>(
    22,
    'that leads nowhere',
    { unknown: '/v1/nope', 'another version': '/v2/incidents', 'too long': '/v1/incidents/INC-1/resolve/again', 'a file': '/package.json', dots: '/../package.json', 'environment': '/.env', 'upper case': '/V1/INCIDENTS' },
    async (path) => expect(await get(path)).toBe('404 unknown-route'),
  );

  rowEach<readonly [string, string, string | undefined]>(
    22,
    'with another method',
    {
      PUT: ['PUT', '405 method-not-allowed', 'GET, HEAD, OPTIONS, POST'],
      DELETE: ['DELETE', '405 method-not-allowed', 'GET, HEAD, OPTIONS, POST'],
      PATCH: ['PATCH', '405 method-not-allowed', 'GET, HEAD, OPTIONS, POST'],
      TRACE: ['TRACE', '405 method-not-allowed', 'GET, HEAD, OPTIONS, POST'],
      OPTIONS: ['OPTIONS', '204', 'GET, HEAD, OPTIONS, POST'],
    },
    async ([method, expected, allow]) => {
      const answer = await world.target.request({ method, url: '/v1/incidents', headers: await world.people.auditor.headers() });
      expect([verdict(answer), answer.headers['allow']]).toEqual([expected, allow]);
    },
  );

  row(46, 'is that of the request, whatever other headers say', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE', 'x-original-url': '/v1/admin/parked', 'x-rewrite-url': '/v1/admin/parked', 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1;host=evil.example' };
    const answer = await world.people.desk.get('/v1/incidents?limit=1', headers);
    expect([answer.status, Object.keys(answer.body as object)]).toEqual([200, ['q', 'diagnostics', 'items', 'nextCursor']]);
    const created = await world.people.desk.post('/v1/incidents', { title: 'Host header', source: 'e2e', channel: 'api', alertId: 'a' }, { host: 'evil.example', 'x-forwarded-host': 'evil.example' });
    expect([created.status, created.headers['location']]).toEqual([201, `/v1/incidents/${(created.body as { id: string }).id}`]);
  });
});

describe('a policy', () => {
  row(21, 'of a kind that is none', async () => {
    for (const kind of ['nope', '__proto__', 'constructor', 'toString']) {
      expect([kind, await get(`/v1/policies/incident/${kind}`)]).toEqual([kind, '404 not-found']);
      await leavingNoTrace(world.target, async () => {
        expect(verdict(await world.people.administrator.post(`/v1/policies/incident/${kind}/publish`, { policy: {}, reason: 'x' }))).toBe('404 not-found');
      });
    }
  });

  row(32, 'of pages, in the catalog', async () => {
    for (const query of ['limit=0', 'limit=501', 'limit=x', 'cursor=x', 'text=']) {
      const answer = await world.people.auditor.get(`/v1/groups?${query}`);
      expect([query, answer.status]).toEqual([query, 400]);
      if (!query.startsWith('cursor')) expect(pointed(answer)).toHaveLength(1);
    }
  });
});
