import { codeOf, edgeApp, posting, ticketBody, type EdgeApp, type Injected } from './testing/edge-app';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await edgeApp();
});
afterAll(() => edge.app.close());

const open = (payload: unknown, headers: Record<string, string> = {}): Promise<Injected> => edge.send(posting('/v1/tickets', payload, headers));
const answered = (answer: Injected): [number, string] => [answer.statusCode, codeOf(answer)];
const pointers = (answer: Injected): string[] => (answer.json() as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
const events = (): number => edge.store.all().length;

/** Nothing may get past the edge: the store is as it was. */
const refusedAs = async (status: number, code: string, payload: unknown, headers: Record<string, string> = {}): Promise<Injected> => {
  const before = events();
  const answer = await open(payload, headers);
  expect([...answered(answer), answer.headers['content-type']]).toEqual([status, code, 'application/problem+json; charset=utf-8']);
  expect(events()).toBe(before);
  return answer;
};

describe('a body that is no JSON object', () => {
  it.each([
    '{', '', 'null', '[]', '"x"', '1', 'true', '{"title":"ab",}', '\ufeff{}', '{"priority":NaN}', "{'title':1}",
    '{"a":1}{"b":2}', ']]]]', '{"a":"\u0001"}', '{"a":01}', '{"a":',
  ])(
    'is malformed: %j',
    async (body) => void (await refusedAs(400, 'malformed-json', Buffer.from(body))),
  );

  it('may have any white space around it', async () => expect((await open(` \r\n\t${JSON.stringify(ticketBody, null, 2)}\n `)).statusCode).toBe(201));
});

describe('a body that JSON.parse would let through', () => {
  it.each([
    '{"title":"aa","title":"bb"}',
    '{"title":"aa","source":{"channel":"web","channel":"mail"}}',
    '{"title":"aa","\\u0074itle":"bb"}',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
  ])('has a key twice: %s', async (body) => void (await refusedAs(400, 'duplicate-key', body)));

  it.each([
    ['{"__proto__":{"polluted":true}}', '/__proto__'],
    ['{"constructor":{"prototype":{"polluted":true}}}', '/constructor'],
    ['{"source":{"__proto__":{"polluted":true}}}', '/source/__proto__'],
    ['{"tags":[{"prototype":1}]}', '/tags/0/prototype'],
  ])('reaches for the prototype: %s', async (body, pointer) => {
    const answer = await refusedAs(422, 'unknown-property', body);
    expect(pointers(answer)).toContain(pointer);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each(Object.getOwnPropertyNames(Object.prototype))('has a key that every object has: %s', async (name) => {
    const answer = await refusedAs(422, 'unknown-property', JSON.stringify(ticketBody).replace(/}$/, `,"${name}":1}`));
    expect(pointers(answer)).toContain(`/${name}`);
  });

  it.each([
    ['\\ud800', '/title'],
    ['\\u0000', '/title'],
    ['a\\u0008b', '/title'],
    ['a\\u009bb', '/title'],
  ])('holds a character that no text has: %s', async (spelling, pointer) => {
    const answer = await refusedAs(422, 'invalid-input', `{"title":"${spelling}","priority":2,"openedAt":"${ticketBody.openedAt}"}`);
    expect(answer.json()).toMatchObject({ errors: [{ pointer, code: 'forbidden-character' }] });
  });

  it.each([
    ['objects', `${'{"a":'.repeat(1_000)}1${'}'.repeat(1_000)}`],
    ['lists', `{"a":${'['.repeat(1_000)}${']'.repeat(1_000)}}`],
    ['just one level more', `{"a":${'['.repeat(32)}${']'.repeat(32)}}`],
  ])('is too deep: %s', async (_, body) => void (await refusedAs(400, 'too-deep', body)));

  it('counts no brackets inside texts', async () => {
    const answer = await open({ ...ticketBody, title: '[{'.repeat(100), notes: '"\\[{:,' });
    expect(answer.statusCode).toBe(201);
  });

  it('has too many keys', async () => {
    await refusedAs(413, 'too-many-keys', `{${Array.from({ length: 100_000 }, (_, key) => `"${key}":1`).join(',')}}`);
    await refusedAs(413, 'too-many-keys', `{"a":[${Array.from({ length: 10_000 }, () => '{"k":1}').join(',')}]}`);
  });
});

describe('a body that is too large', () => {
  const sized = (bytes: number): Buffer => {
    const text = JSON.stringify({ ...ticketBody, notes: '' });
    return Buffer.from(`${text}${' '.repeat(bytes - text.length)}`);
  };

  it('is refused from the first byte over 1 MiB', async () => {
    await refusedAs(413, 'body-too-large', sized(1_048_577));
    expect(codeOf(await open(sized(1_048_576)))).toBe('invalid-input');
  });

  it('has the limit of its route', async () => {
    const token = `Bearer ${await edge.token('service')}`;
    const bulk = (bytes: number): Promise<Injected> => {
      const text = JSON.stringify({ title: 'many' });
      return edge.send(posting('/v1/tickets/bulk', Buffer.from(`${text}${' '.repeat(bytes - text.length)}`), { authorization: token }));
    };
    expect((await bulk(2 * 1_048_576)).statusCode).toBe(200);
    expect(answered(await bulk(2 * 1_048_576 + 1))).toEqual([413, 'body-too-large']);
  });

  it('is never unpacked', async () => {
    await refusedAs(415, 'unsupported-media-type', Buffer.from('1f8b0800', 'hex'), { 'content-encoding': 'gzip' });
    expect((await open(ticketBody, { 'content-encoding': 'identity' })).statusCode).toBe(201);
  });
});

describe('a body of another kind', () => {
  it.each([
    'text/plain',
    'application/json; charset=utf-16',
    'application/json; charset=latin1',
    'application/json; boundary=x',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/merge-patch+json',
    'json',
    '',
  ])('is not taken: %s', async (type) => void (await refusedAs(415, 'unsupported-media-type', JSON.stringify(ticketBody), { 'content-type': type })));

  it('is not taken without a type', async () => {
    const token = await edge.token('service-desk');
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': 'untyped' };
    const answer = await edge.app.inject({ method: 'POST', url: '/v1/tickets', headers, payload: Buffer.from(JSON.stringify(ticketBody)) });
    expect(answered(answer)).toEqual([415, 'unsupported-media-type']);
  });

  it.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])('is taken as %s', async (type) =>
    expect((await open(ticketBody, { 'content-type': type })).statusCode).toBe(201));

  it.each([
    ['a cut sequence', 'c3'],
    ['an overlong slash', 'c0af'],
    ['a surrogate', 'eda080'],
    ['a byte of no sequence', 'ff'],
  ])('is not taken with %s', async (_, hex) => {
    const body = Buffer.concat([Buffer.from('{"title":"ab'), Buffer.from(hex, 'hex'), Buffer.from('"}')]);
    await refusedAs(400, 'invalid-encoding', body);
  });
});

describe('a body of the wrong shape', () => {
  it.each(['tenantId', 'status', 'rev', 'createdBy', 'a.b', '$where', 'title '])('has a property nobody knows: %s', async (name) => {
    const answer = await refusedAs(422, 'unknown-property', { ...ticketBody, [name]: 'x' });
    expect(pointers(answer)).toEqual([`/${name}`]);
  });

  it('points into nested objects and lists', async () => {
    const answer = await refusedAs(422, 'unknown-property', { ...ticketBody, source: { channel: 'fax', caller: 'u', id: { $ne: null } }, tags: ['ok', 'not ok'] });
    expect(answer.json()).toMatchObject({
      errors: expect.arrayContaining([
        { pointer: '/source/id', code: 'unknown-property' },
        { pointer: '/source/channel', code: 'unknown-value', allowed: ['mail', 'web'] },
        { pointer: '/tags', code: 'invalid-id' },
      ]) as unknown,
    });
  });

  it('escapes what a pointer must escape, and keeps no key that is too long', async () => {
    expect(pointers(await refusedAs(422, 'unknown-property', { ...ticketBody, 'a/b~c': 1 }))).toEqual(['/a~1b~0c']);
    expect(pointers(await refusedAs(422, 'unknown-property', { ...ticketBody, ['k'.repeat(5_000)]: 1 }))).toEqual(['']);
  });

  it('names what is missing', async () => {
    const answer = await refusedAs(422, 'invalid-input', {});
    const missing = (pointer: string): object => ({ pointer, code: 'required' });
    expect(answer.json()).toMatchObject({ errors: [missing('/title'), missing('/priority'), missing('/openedAt')] });
  });

  it.each(['P0', 0, 1.5, '1', -1, true, null, [1], {}, 6, 2 ** 60])('has no such priority: %j', async (priority) =>
    void (await refusedAs(422, 'invalid-input', { ...ticketBody, priority })));
  it('has no priority beyond all numbers', async () =>
    void (await refusedAs(422, 'invalid-input', JSON.stringify(ticketBody).replace('"priority":2', '"priority":1e400'))));

  it.each([{ id: { $ne: null } }, { title: { $gt: '' } }, { title: ['ab'] }])('has an object where a text belongs: %j', async (part) => {
    const answer = await open({ ...ticketBody, ...part });
    expect(answer.statusCode).toBe(422);
  });

  it.each([
    'ab', 'x'.repeat(200), '\u{1f525}'.repeat(200), "'; drop table incident; --", '<script>alert(1)</script>',
    '=HYPERLINK("x")', 'שלום עולם',
  ])(
    'has a title that is kept byte by byte: %s',
    async (title) => {
      const answer = await open({ ...ticketBody, title });
      expect(answer.statusCode).toBe(201);
      const record = await edge.send({ method: 'GET', url: answer.headers.location! });
      expect((record.json() as { title: string }).title).toBe(title);
    },
  );

  it.each([
    ['', 'blank'],
    ['a', 'too-short'],
    ['x'.repeat(201), 'too-long'],
    ['   ', 'blank'],
    ['\u200b\u200b\u200b', 'blank'],
    ['abc\u202edef', 'forbidden-character'],
    ['one\r\ntwo', 'forbidden-character'],
    ['a\u2028b', 'forbidden-character'],
  ])('has no title: %j', async (title, code) => {
    const answer = await refusedAs(422, 'invalid-input', { ...ticketBody, title });
    expect(answer.json()).toMatchObject({ errors: [{ pointer: '/title', code }] });
  });

  it.each([
    '2026-03-02T08:05:01Z',
    '0001-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-03-02T08:00:00',
    '2026-03-02',
    '2016-12-31T23:59:60Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02 08:00:00Z',
    'now',
    1_772_438_400_000,
  ])('has no such time: %j', async (openedAt) => {
    const answer = await refusedAs(422, 'invalid-time', { ...ticketBody, openedAt });
    expect(answer.json()).toMatchObject({ errors: [{ pointer: '/openedAt', code: 'invalid-time' }] });
  });

  it('keeps a time in its one form', async () => {
    const answer = await open({ ...ticketBody, openedAt: '2026-03-02T09:59:59.9996+02:00' });
    const record = await edge.send({ method: 'GET', url: answer.headers.location! });
    expect(record.json()).toMatchObject({ openedAt: '2026-03-02T07:59:59.999Z' });
  });
});

describe('a route without a body', () => {
  it('takes none or an empty object, and nothing else', async () => {
    const created = await open(ticketBody);
    const url = `${created.headers.location}/close`;
    expect(answered(await edge.send(posting(url, { reason: 'x' })))).toEqual([422, 'unknown-property']);
    expect(answered(await edge.send(posting(url, '{')))).toEqual([400, 'malformed-json']);
    const { headers } = posting(url, '');
    expect((await edge.send({ method: 'POST', url, headers: { 'idempotency-key': headers!['idempotency-key'] } })).statusCode).toBe(200);
  });
});
