import { gzipSync } from 'node:zlib';
import type { Headers } from '../testing/people';
import { leavingNoTrace, pointed, verdict } from '../testing/problems';
import { row, rowEach } from '../testing/rows';
import { classification, logBody, logged, type Told } from '../testing/stories';
import type { Answer } from '../testing/target';
import { openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
let incident: Told;
beforeAll(async () => {
  world = await openWorld();
  incident = await logged(world);
});
afterAll(() => world.target.stop());

const log = (body: string | Buffer, headers: Headers = {}): Promise<Answer> => leavingNoTrace(world.target, () => world.people.desk.send('/v1/incidents', body, headers));
const logWith = (more: object): Promise<Answer> => log(JSON.stringify({ ...logBody(world), ...more }));
const triageWith = (more: object): Promise<Answer> =>
  leavingNoTrace(world.target, () => world.people.desk.post(`${incident.url}/triage`, { ...classification(world), ...more }));
const text = (): string => JSON.stringify(logBody(world));

describe('a body', () => {
  rowEach<string>(
    6,
    'that is no JSON object',
    { empty: '', 'a brace': '{', null: 'null', list: '[]', text: '"x"', number: '1', 'trailing comma': '{"title":"x",}', NaN: '{"title":NaN}', 'two objects': '{}{}', comment: '{/* */}', 'single quotes': "{'title':'x'}" },
    async (body) => expect(verdict(await log(body))).toBe('400 malformed-json'),
  );

  row(6, 'behind a byte order mark', async () => {
    expect(verdict(await log(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text())])))).toBe('400 malformed-json');
  });

  rowEach<string>(
    7,
    'with a key twice',
    {
      'at the top': '{"title":"one","title":"two"}',
      'spelt otherwise': '{"title":"one","\\u0074itle":"two"}',
      within: '{"title":"x","classification":{"impact":1,"impact":2}}',
    },
    async (body) => expect(verdict(await log(body))).toBe('400 duplicate-key'),
  );

  rowEach<object>(
    8,
    'with a property that is not its own',
    {
      unknown: { nope: 1 },
      tenantId: { tenantId: 'other' },
      tenant: { tenant: 'other' },
      status: { status: 'Closed' },
      rev: { rev: 7 },
      number: { number: 'INC-1' },
      openedBy: { openedBy: 'u-9' },
      createdBy: { createdBy: 'u-9' },
      actor: { actor: 'u-9' },
      origin: { origin: 'imported' },
      'in another case': { Title: 'x' },
    },
    async (more, name) => {
      const [property] = Object.keys(more);
      const answer = await logWith(more);
      expect([name, verdict(answer), pointed(answer)]).toEqual([name, '422 unknown-property', [`/${property} unknown-property`]]);
    },
  );

  rowEach<readonly [string, string]>(
    8,
    'that reaches for the prototype',
    {
      __proto__: ['{"title":"x","__proto__":{"polluted":true}}', '/__proto__'],
      'constructor.prototype': ['{"title":"x","constructor":{"prototype":{"polluted":true}}}', '/constructor'],
      prototype: ['{"title":"x","prototype":{"polluted":true}}', '/prototype'],
      'within a policy': ['{"policy":{"__proto__":{"polluted":true}},"reason":"x"}', '/policy/__proto__'],
    },
    async ([body, pointer], name) => {
      const answer =
        name === 'within a policy'
          ? await leavingNoTrace(world.target, () => world.people.administrator.send('/v1/policies/incident/reopen/publish', body))
          : await log(body);
      expect(verdict(answer)).toBe('422 unknown-property');
      expect(pointed(answer)).toContain(`${pointer} unknown-property`);
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    },
  );

  rowEach<readonly [string, string]>(
    9,
    'too deep or with too many keys',
    {
      'lists in lists': [`{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`, '400 too-deep'],
      'objects in objects': [`${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`, '400 too-deep'],
      'a hundred thousand levels': [`{"a":${'['.repeat(100_000)}`, '400 too-deep'],
      'a hundred thousand keys': [`{${Array.from({ length: 100_000 }, (_, n) => `"${n.toString(36)}":0`).join(',')}}`, '413 too-many-keys'],
    },
    async ([body, expected]) => expect(verdict(await log(body))).toBe(expected),
  );

  row(10, 'of a byte more than a mebibyte', async () => {
    expect(verdict(await log(`{"title":"${'x'.repeat(1_048_576)}"}`))).toBe('413 body-too-large');
  });

  row(10, 'that is compressed, also into a bomb', async () => {
    expect(verdict(await log(gzipSync(text()), { 'content-encoding': 'gzip' }))).toBe('415 unsupported-media-type');
    expect(verdict(await log(gzipSync('{'.padEnd(50_000_000)), { 'content-encoding': 'gzip' }))).toBe('415 unsupported-media-type');
  });

  rowEach<Headers>(
    11,
    'of another media type',
    {
      none: { 'content-type': '' },
      'text/plain': { 'content-type': 'text/plain' },
      form: { 'content-type': 'application/x-www-form-urlencoded' },
      multipart: { 'content-type': 'multipart/form-data; boundary=x' },
      'utf-16': { 'content-type': 'application/json; charset=utf-16' },
      'application/json with another name behind': { 'content-type': 'application/jsonx' },
      'two types': { 'content-type': 'application/json, text/plain' },
    },
    async (headers) => expect(verdict(await log(text(), headers))).toBe('415 unsupported-media-type'),
  );

  rowEach<readonly number[]>(
    14,
    'with bytes that are not UTF-8',
    { 'a lone byte': [0xff], 'a broken sequence': [0xc3, 0x28], overlong: [0xc0, 0xaf], 'a surrogate': [0xed, 0xa0, 0x80], 'beyond Unicode': [0xf5, 0x80, 0x80, 0x80] },
    async (bytes) => {
      const body = Buffer.concat([Buffer.from('{"title":"ab'), Buffer.from(bytes), Buffer.from('"}')]);
      expect(verdict(await log(body))).toBe('400 invalid-encoding');
    },
  );
});

describe('a value', () => {
  rowEach<unknown>(
    15,
    'of impact that is none',
    { P0: 'P0', zero: 0, 'a fraction': 1.5, text: '1', negative: -1, true: true, four: 4, list: [1], object: { $gt: 0 }, null: null },
    async (impact) => {
      const answer = await triageWith({ impact });
      expect([verdict(answer), pointed(answer).map((each) => each.split(' ')[0])]).toEqual(['422 invalid-input', ['/impact']]);
    },
  );

  row(15, 'beyond all numbers', async () => {
    const body = JSON.stringify({ ...classification(world), impact: 0 }).replace('"impact":0', '"impact":1e400');
    const answer = await leavingNoTrace(world.target, () => world.people.desk.send(`${incident.url}/triage`, body));
    expect(verdict(answer)).toBe('422 invalid-input');
  });

  rowEach<unknown>(15, 'of priority that is none', { P0: 'P0', zero: 0, one: 1, text: '1', P6: 'P6', 'lower case': 'p1', true: true }, async (priority) => {
    const answer = await leavingNoTrace(world.target, () =>
      world.people.manager.post(`${incident.url}/override-priority`, { priority, reason: 'now' }, { 'if-match': '*' }),
    );
    expect([verdict(answer), pointed(answer)]).toEqual(['422 invalid-input', ['/priority unknown-value']]);
  });

  rowEach<object>(
    16,
    'that is a query of a database',
    {
      'not equal': { service: { $ne: null } },
      where: { caller: { $where: 'sleep(1000)' } },
      regex: { title: { $regex: '.*' } },
      'a list': { service: ['a', 'b'] },
    },
    async (more) => expect(verdict(await logWith(more))).toBe('422 invalid-input'),
  );

  row(16, 'under a name with a dot or a dollar', async () => {
    expect(verdict(await logWith({ 'a.b': 1 }))).toBe('422 unknown-property');
    expect(verdict(await logWith({ $where: '1' }))).toBe('422 unknown-property');
  });

  rowEach<string>(
    28,
    'of a time that is none',
    {
      'in the future': '2200-01-01T00:00:00Z',
      'the year 1': '0001-01-01T00:00:00Z',
      'the last year of all': '+275760-09-13T00:00:00Z',
      'no day of the calendar': '2026-02-30T00:00:00Z',
      'no zone': '2026-02-01T00:00:00',
      'a leap second': '2016-12-31T23:59:60Z',
      'hour 24': '2026-02-01T24:00:00Z',
      'a day': '2026-02-01',
      'milliseconds': '1770000000000',
      'words': 'yesterday',
      'a zone by name': '2026-02-01T00:00:00[Europe/Berlin]',
      empty: '',
    },
    async (openedAt) => {
      const answer = await logWith({ openedAt });
      expect([verdict(answer), pointed(answer)]).toEqual(['422 invalid-time', ['/openedAt invalid-time']]);
    },
  );

  row(28, 'of a time within five minutes ahead is the decision’s to refuse', async () => {
    const soon = new Date(Date.parse(world.target.now()) + 240_000).toISOString();
    const answer = await logWith({ openedAt: soon });
    expect([verdict(answer), (answer.body as { field: string }).field]).toEqual(['422 invalid-time', 'openedAt']);
  });
});
