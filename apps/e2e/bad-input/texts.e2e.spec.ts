import { leavingNoTrace, pointed, verdict } from '../testing/problems';
import { row, rowEach } from '../testing/rows';
import { logBody, logged, then, type Told } from '../testing/stories';
import type { Answer } from '../testing/target';
import { openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

const titled = (title: unknown): Promise<Answer> => world.people.desk.post('/v1/incidents', logBody(world, { title }));
const titleOf = async ({ body }: Answer): Promise<unknown> => {
  const record = await world.people.desk.get(`/v1/incidents/${(body as { id: string }).id}`);
  return (record.body as { title: unknown }).title;
};

const odd: Readonly<Record<string, string>> = {
  'an SQL injection': "Robert'); DROP TABLE events;--",
  'an SQL comment': "x' OR 1=1 /* \" */",
  'a wildcard': '100 % of _all_ *users*',
  'a template': '${7*7} {{7*7}} <%= 7*7 %>',
  'a path': '../../../../etc/passwd',
  'a format': '%s%n%x {0}',
  'a null in words': '\\u0000 \\0 null undefined NaN',
  'a shell': '$(reboot) `id` ; rm -rf /',
  'a log line': '{"level":50,"msg":"forged"}',
  'a formula': '=HYPERLINK("http://evil.example","x")',
};

const markup: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script>',
  image: '<img src=x onerror=alert(1)>',
  xmp: '<xmp><p title="</xmp><svg/onload=alert(1)>">',
  svg: '<svg><animate onbegin=alert(1) attributeName=x></svg>',
  markdown: '[x](javascript:alert(1)) ![x](data:text/html;base64,PHNjcmlwdD4=)',
  entity: '&lt;b&gt; &#x3C;script&#x3E;',
};

describe('a title', () => {
  rowEach<string>(
    13,
    'is taken',
    { 'two letters': 'ab', '200 letters': 'x'.repeat(200), '200 letters beyond the plane': '𝒳'.repeat(200), umlauts: 'Störung des Großrechners', 'other scripts': '打印机 طابعة מדפסת', joined: '👩‍👩‍👧‍👦 cannot print' },
    async (title) => {
      const answer = await titled(title);
      expect([answer.status, await titleOf(answer)]).toEqual([201, title]);
    },
  );

  rowEach<readonly [unknown, string]>(
    13,
    'is refused',
    {
      empty: ['', 'blank'],
      'one letter': ['x', 'too-short'],
      '201 letters': ['x'.repeat(201), 'too-long'],
      spaces: ['   ', 'blank'],
      'only zero-width': ['\u200b\u200c\u200d\ufeff', 'blank'],
      'a lone surrogate': ['ab\ud800', 'forbidden-character'],
      NUL: ['a\u0000b', 'forbidden-character'],
      'right-to-left override': ['abc\u202etxt', 'forbidden-character'],
      isolate: ['abc\u2066txt', 'forbidden-character'],
      'a number': [7, 'not-a-string'],
      null: [null, 'not-a-string'],
    },
    async ([title, code]) => {
      const answer = await leavingNoTrace(world.target, () => titled(title));
      expect([answer.status, pointed(answer)]).toEqual([422, [`/title ${code}`]]);
    },
  );
});

describe('a text', () => {
  rowEach<string>(17, 'is kept to the byte', odd, async (text) => {
    const told = await logged(world, { title: text, description: text, configurationItem: text });
    await then(told, world.people.desk, 'add-note', { text, audience: 'public' });
    const record = (await world.people.desk.get(told.url)).body as { title: string; description: string; timeline: { data: { text?: string; configurationItem?: string } }[] };
    expect([record.title, record.description, record.timeline[0]!.data.configurationItem, record.timeline[1]!.data.text]).toEqual([text, text, text, text]);
    const consistency = { 'firebreak-consistency': told.consistency };
    const found = (await world.people.desk.get(`/v1/incidents?q=number:${told.number}`, consistency)).body as { items: { title: string }[] };
    expect(found.items.map(({ title }) => title)).toEqual([text]);
  });

  rowEach<string>(17, 'is searched for as words and nothing else', odd, async (text) => {
    const answer = await world.people.desk.get(`/v1/incidents?limit=1&q=${encodeURIComponent(`"${text.replaceAll('"', '')}"`)}`);
    expect(answer.status).toBe(200);
  });

  rowEach<string>(18, 'with markup is text, and no page may run it', markup, async (text) => {
    const told: Told = await logged(world, { title: text });
    const answer = await world.people.desk.get(told.url);
    expect((answer.body as { title: string }).title).toBe(text);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
  });

  row(18, 'of an error is no page either', async () => {
    const answer = await world.people.desk.get('/v1/incidents/%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    expect([verdict(answer), answer.text.includes('<script>'), answer.headers['content-security-policy']?.startsWith("default-src 'none'")]).toEqual(['400 invalid-id', false, true]);
  });

  rowEach<string>(
    20,
    'with line breaks in a title',
    { 'carriage return and line feed': 'a\r\nSet-Cookie: x=y', 'line feed': 'a\nb', 'line separator': 'a\u2028b', 'paragraph separator': 'a\u2029b', 'next line': 'a\u0085b' },
    async (title) => {
      const answer = await leavingNoTrace(world.target, () => titled(title));
      expect([answer.status, pointed(answer), answer.headers['set-cookie']]).toEqual([422, ['/title forbidden-character'], undefined]);
    },
  );

  row(20, 'with line breaks in a note stays one value', async () => {
    const text = 'first\r\nsecond\nevent: forged\ndata: {}\n\n';
    const told = await then(await logged(world), world.people.desk, 'add-note', { text, audience: 'private' });
    const record = (await world.people.desk.get(told.url)).body as { timeline: { data: { text?: string } }[] };
    expect(record.timeline.at(-1)!.data.text).toBe(text);
  });

  rowEach<string>(20, 'in a header that comes back is plain, or is not taken over', { 'line break encoded': 'a%0d%0aSet-Cookie:x', spaces: 'a b', quotes: 'a"b', long: 'x'.repeat(129) }, async (given) => {
    const answer = await world.people.desk.get('/v1/incidents?limit=1', { 'x-correlation-id': given });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-correlation-id']).toMatch(/^[A-Za-z0-9._:-]{1,128}$/);
    expect(answer.headers['x-correlation-id']).not.toBe(given);
  });
});
