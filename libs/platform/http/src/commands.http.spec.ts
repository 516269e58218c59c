import { codeOf, edgeApp, posting, ticketBody, type EdgeApp, type Injected } from './testing/edge-app';

let edge: EdgeApp;
beforeAll(async () => {
  edge = await edgeApp();
});
afterAll(() => edge.app.close());

const answered = (answer: Injected): [number, string] => [answer.statusCode, codeOf(answer)];
const open = (headers: Record<string, string> = {}, body: object = ticketBody): Promise<Injected> => edge.send(posting('/v1/tickets', body, headers));
const created = async (): Promise<string> => (await open()).headers.location!;
const eventsOf = (location: string): number => edge.store.all().filter(({ stream }) => stream.endsWith(location.split('/').at(-1)!)).length;

describe('a command', () => {
  it('answers what was made, where it is and its revision', async () => {
    const answer = await open();
    const { id } = answer.json<{ id: string }>();
    expect(answer.json()).toEqual({ id, number: 'TIC-1', revision: 0, position: expect.any(String) as unknown, outcome: 'appended' });
    const { location, etag, 'idempotency-replayed': replayed } = answer.headers;
    expect([answer.statusCode, location, etag, replayed]).toEqual([201, `/v1/tickets/${id}`, '"0"', undefined]);
  });

  it('refuses with the state that stands in the way', async () => {
    const url = `${await created()}/close`;
    expect((await edge.send(posting(url, {}))).statusCode).toBe(200);
    const again = await edge.send(posting(url, {}));
    expect(answered(again)).toEqual([409, 'invalid-transition']);
    expect(again.json()).toMatchObject({ current: 'Closed', rule: 'close is allowed from Open', detail: 'read the ticket again' });
  });
});

describe('If-Match', () => {
  const rename = async (ifMatch: string | null, location?: string): Promise<Injected> =>
    edge.send(posting(`${location ?? (await created())}/rename`, { title: 'Mail arrives late' }, ifMatch === null ? {} : { 'if-match': ifMatch }));

  it('is asked for where two may collide', async () => expect(answered(await rename(null))).toEqual([428, 'precondition-required']));
  it('is honoured where it is not asked for', async () => {
    const url = `${await created()}/close`;
    expect(answered(await edge.send(posting(url, {}, { 'if-match': '"3"' })))).toEqual([412, 'revision-mismatch']);
    expect((await edge.send(posting(url, {}, { 'if-match': '"0"' }))).statusCode).toBe(200);
  });
  it('names the revision that was read', async () => {
    const location = await created();
    expect((await rename('"0"', location)).json()).toMatchObject({ revision: 1 });
    const stale = await rename('"0"', location);
    expect(answered(stale)).toEqual([412, 'revision-mismatch']);
    expect(stale.json()).toMatchObject({ current: 1 });
  });
  it('may be *, for a record that is there', async () => {
    expect((await rename('*')).statusCode).toBe(200);
    expect(answered(await rename('*', '/v1/tickets/00000000-0000-4000-8000-ffffffffffff'))).toEqual([404, 'not-found']);
  });
  it.each(['W/"0"', '0', '"x"', '"0", "1"', '"-1"', '"01"', '""', '"9999999999999999999"', "'0'"])('is not %s', async (wrong) =>
    expect(answered(await rename(wrong))).toEqual([400, 'invalid-if-match']));
});

describe('a record', () => {
  it('is not sent again to who has it', async () => {
    const url = await created();
    for (const etag of ['"0"', 'W/"0"', '"9", "0"', '*']) {
      const answer = await edge.send({ method: 'GET', url, headers: { 'if-none-match': etag } });
      expect([answer.statusCode, answer.headers.etag, answer.body]).toEqual([304, '"0"', '']);
    }
    expect((await edge.send({ method: 'GET', url, headers: { 'if-none-match': '"1"' } })).statusCode).toBe(200);
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    [''],
    ['""'],
  ])('is asked for: %j', async (key) => expect(answered(await open({ 'idempotency-key': key }))).toEqual([400, 'idempotency-key-required']));
  it('is asked for when there is no header at all', async () => {
    const { headers, ...rest } = posting('/v1/tickets', ticketBody);
    expect(answered(await edge.send({ ...rest, headers: { 'content-type': headers!['content-type'] } }))).toEqual([400, 'idempotency-key-required']);
  });
  it.each([
    'x'.repeat(300), `"${'x'.repeat(300)}"`, 'a b', 'a, b', '"open', 'a"b', '"a\\b"', 'clé', '"é"', '"a"b',
  ])('is not %s', async (key) =>
    expect(answered(await open({ 'idempotency-key': key }))).toEqual([400, 'invalid-idempotency-key']));

  it('makes one event of the same command sent twice, however it is spelt', async () => {
    const first = await open({ 'idempotency-key': 'once' });
    const spelt = ` { "openedAt" : "${ticketBody.openedAt}", "priority":2 , "title":"Mail does not \\u0061rrive"}`;
    const second = await edge.send(posting('/v1/tickets', spelt, { 'idempotency-key': '"once"' }));
    const { location, etag, 'idempotency-replayed': replayed } = second.headers;
    expect([second.statusCode, replayed, location, etag]).toEqual([201, 'true', first.headers.location, '"0"']);
    expect(second.json()).toMatchObject({ id: first.json<{ id: string }>().id, revision: 0, outcome: 'replayed' });
    expect(eventsOf(first.headers.location!)).toBe(1);
  });

  it('makes one event of fifty at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => open({ 'idempotency-key': 'fifty' })));
    expect(new Set(answers.map(({ statusCode, headers }) => `${statusCode} ${headers.location} ${headers.etag}`)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(eventsOf(answers[0]!.headers.location!)).toBe(1);
  });

  it('belongs to one body, one path and one person', async () => {
    const key = { 'idempotency-key': 'mine' };
    const location = (await open(key)).headers.location!;
    expect(answered(await open(key, { ...ticketBody, priority: 3 }))).toEqual([422, 'idempotency-mismatch']);
    expect(answered(await edge.send(posting(`${location}/close`, {}, key)))).toEqual([422, 'idempotency-mismatch']);
    expect(answered(await open({ ...key, authorization: `Bearer ${await edge.token('service-desk', { sub: 'u-2' })}` }))).toEqual([422, 'idempotency-mismatch']);
    expect(eventsOf(location)).toBe(1);
  });
});
