import { toMillis } from '@firebreak/event-sourcing';
import { isInProcess, leavingNoTrace, problemOf, verdict } from '../testing/problems';
import { row, rowEach, rowInProcess } from '../testing/rows';
import { hour, logBody, logged, then, triaged, type Told } from '../testing/stories';
import type { Answer } from '../testing/target';
import { atAddress, openWorld, type AnyTarget, type World } from '../testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

interface Made {
  readonly id: string;
  readonly number: string;
  readonly revision: number;
  readonly outcome: string;
}

const made = ({ body }: Answer): Made => body as Made;
const note = { text: 'The gateway answers again.', audience: 'public' };
const noteOn = (told: Told, headers: Record<string, string>, body: object = note): Promise<Answer> => world.people.desk.post(`${told.url}/add-note`, body, headers);
const eventsOf = async (told: Told): Promise<number> => ((await world.people.manager.get(told.url)).body as { timeline: unknown[] }).timeline.length;

describe('If-Match', () => {
  const override = (told: Told, headers: Record<string, string>): Promise<Answer> =>
    world.people.manager.post(`${told.url}/override-priority`, { priority: 'P1', reason: 'The quarter closes today.' }, headers);

  rowEach<readonly [Record<string, string>, string]>(
    24,
    'that does not hold',
    {
      missing: [{}, '428 precondition-required'],
      stale: [{ 'if-match': '"0"' }, '412 revision-mismatch'],
      'ahead of time': [{ 'if-match': '"99"' }, '412 revision-mismatch'],
      weak: [{ 'if-match': 'W/"3"' }, '400 invalid-if-match'],
      'a list': [{ 'if-match': '"3", "4"' }, '400 invalid-if-match'],
      'without quotes': [{ 'if-match': '3' }, '400 invalid-if-match'],
      'a leading zero': [{ 'if-match': '"03"' }, '400 invalid-if-match'],
      empty: [{ 'if-match': '' }, '400 invalid-if-match'],
      text: [{ 'if-match': '"x"' }, '400 invalid-if-match'],
    },
    async ([headers, expected]) => {
      const told = await triaged(world);
      const answer = await leavingNoTrace(world.target, () => override(told, headers));
      expect(verdict(answer)).toBe(expected);
      if (answer.status === 412) expect(problemOf(answer).current).toBe(3);
    },
  );

  row(24, 'that holds, and a star', async () => {
    const told = await triaged(world);
    const first = await override(told, { 'if-match': told.etag });
    expect([first.status, first.headers['etag']]).toEqual([200, '"4"']);
    expect((await override(await triaged(world), { 'if-match': '*' })).status).toBe(200);
    const absent = { ...told, url: '/v1/incidents/00000000-0000-4000-8000-ffffffffffff' };
    expect(verdict(await override(absent, { 'if-match': '*' }))).toBe('404 not-found');
  });
});

describe('an Idempotency-Key', () => {
  row(25, 'with the same body again, one after the other, bare and in quotes', async () => {
    const body = logBody(world);
    const first = await world.people.desk.post('/v1/incidents', body, { 'idempotency-key': 'k-sequence' });
    const again = await leavingNoTrace(world.target, () => world.people.desk.post('/v1/incidents', body, { 'idempotency-key': '"k-sequence"' }));
    expect([first.status, first.headers['idempotency-replayed'], again.status, again.headers['idempotency-replayed']]).toEqual([201, undefined, 201, 'true']);
    expect({ ...made(again), outcome: '', position: null, possibleDuplicates: [] }).toEqual({ ...made(first), outcome: '', position: null, possibleDuplicates: [] });
    expect(again.headers['location']).toBe(first.headers['location']);
  });

  row(25, 'with the same body spelt otherwise', async () => {
    const told = await logged(world);
    const first = await noteOn(told, { 'idempotency-key': 'k-spelling' });
    const spelt = '{ "audience" : "public",\n"text":"The gateway \\u0061nswers again." }';
    const again = await world.people.desk.send(`${told.url}/add-note`, spelt, { 'idempotency-key': 'k-spelling' });
    expect([made(first).outcome, made(again).outcome, await eventsOf(told)]).toEqual(['appended', 'replayed', 2]);
  });

  row(25, 'with the same body fifty times at once', async () => {
    const told = await logged(world);
    const answers = await Promise.all(Array.from({ length: 50 }, () => noteOn(told, { 'idempotency-key': 'k-parallel' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(answers.filter((answer) => made(answer).outcome === 'appended')).toHaveLength(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(49);
    expect(new Set(answers.map((answer) => made(answer).revision))).toEqual(new Set([1]));
    expect(await eventsOf(told)).toBe(2);
  });

  row(25, 'of an incident fifty times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.people.desk.post('/v1/incidents', logBody(world), { 'idempotency-key': 'k-created' })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => `${made(answer).id} ${made(answer).number}`)).size).toBe(1);
    expect(answers.filter((answer) => made(answer).outcome === 'appended')).toHaveLength(1);
  });

  row(25, 'of a command that changed nothing, after another change', async () => {
    const told = await logged(world);
    await noteOn(told, { 'idempotency-key': 'k-late' });
    await then(told, world.people.desk, 'add-note', { text: 'another', audience: 'private' });
    const again = await noteOn(told, { 'idempotency-key': 'k-late' });
    expect([made(again).outcome, made(again).revision, await eventsOf(told)]).toEqual(['replayed', 1, 3]);
  });

  row(26, 'with another body, of another person or of another tenant', async () => {
    const told = await logged(world);
    const key = { 'idempotency-key': 'k-other' };
    await noteOn(told, key);
    await leavingNoTrace(world.target, async () => {
      expect(verdict(await noteOn(told, key, { ...note, text: 'Something else.' }))).toBe('422 idempotency-mismatch');
      expect(verdict(await world.people.resolver.post(`${told.url}/add-note`, note, key))).toBe('422 idempotency-mismatch');
      expect(verdict(await world.people.desk.post(`${told.url}/link-change`, { change: 'CHG-1', relation: 'caused-by' }, key))).toBe('422 idempotency-mismatch');
    });
    const own = await world.people.desk.post('/v1/incidents', logBody(world), key);
    const foreign = await world.strangers.desk.post('/v1/incidents', logBody(world, { service: null }), key);
    expect([own.status, foreign.status, made(own).id === made(foreign).id]).toEqual([201, 201, false]);
    expect(verdict(await world.people.resolver.post('/v1/incidents', logBody(world), key))).toBe('422 idempotency-mismatch');
  });

  rowEach<readonly [string | undefined, string]>(
    27,
    'that is none',
    {
      missing: [undefined, '400 idempotency-key-required'],
      empty: ['', '400 idempotency-key-required'],
      'empty in quotes': ['""', '400 idempotency-key-required'],
      '300 letters': ['x'.repeat(300), '400 invalid-idempotency-key'],
      // No client sends it over a socket, and no server would read it.
      ...(atAddress ? {} : { 'a control character': ['a\u0001b', '400 invalid-idempotency-key'] as const }),
      umlauts: ['schlüssel', '400 invalid-idempotency-key'],
      'half a quote': ['"a', '400 invalid-idempotency-key'],
      'spaces, bare': ['a b', '400 invalid-idempotency-key'],
    },
    async ([key, expected]) => {
      const headers = { ...(await world.people.desk.headers()), 'content-type': 'application/json', ...(key === undefined ? {} : { 'idempotency-key': key }) };
      const answer = await leavingNoTrace(world.target, () => world.target.request({ method: 'POST', url: '/v1/incidents', headers, body: JSON.stringify(logBody(world)) }));
      expect(verdict(answer)).toBe(expected);
    },
  );
});

describe('a consistency token', () => {
  const list = (token: string): Promise<Answer> => world.people.auditor.get('/v1/incidents?limit=1', { 'firebreak-consistency': token });

  row(55, 'that was forged, changed, cut or never given', async () => {
    const { consistency } = await logged(world);
    const [body, mac] = consistency.split('.') as [string, string];
    const other = Buffer.from(Buffer.from(body, 'base64url').toString('utf8').replace(/@\d+$/, '@999')).toString('base64url');
    for (const token of ['x', 'a.b', body, `${body}.`, `${other}.${mac}`, `${body}.${'A'.repeat(43)}`, `${consistency},x`, `${consistency}A`, Array.from({ length: 17 }, () => consistency).join(',')]) {
      expect([token, verdict(await list(token))]).toEqual([token, '400 invalid-consistency-token']);
    }
    expect(verdict(await list(Array.from({ length: 16 }, () => consistency).join(', ')))).toBe('200');
  });

  row(55, 'of another tenant', async () => {
    const foreign = await world.strangers.desk.post('/v1/incidents', logBody(world, { service: null }));
    expect(verdict(await list(foreign.headers['firebreak-consistency']!))).toBe('400 invalid-consistency-token');
    const incident = await logged(world);
    await leavingNoTrace(world.target, async () => {
      const headers = { 'firebreak-consistency': foreign.headers['firebreak-consistency']! };
      expect(verdict(await world.people.desk.post(`${incident.url}/add-note`, note, headers))).toBe('400 invalid-consistency-token');
    });
  });
});

describe('a clock that was set back', () => {
  rowInProcess(53, 'the clock is set back', 'makes no event older than the one before it', async () => {
    if (!isInProcess(world.target)) return;
    const told = await logged(world);
    const { clock } = world.target;
    const before = clock.now();
    clock.advance(-hour);
    try {
      const later = await then(told, world.people.desk, 'add-note', { text: 'an hour ago', audience: 'private' });
      const fresh = await logged(world);
      const { timeline } = (await world.people.manager.get(later.url)).body as { timeline: { recordedAt: string; revision: number }[] };
      const times = [...timeline].sort((a, b) => a.revision - b.revision).map(({ recordedAt }) => toMillis(recordedAt));
      expect([times.length, times[1]! >= times[0]!, fresh.etag]).toEqual([2, true, '"0"']);
    } finally {
      clock.set(before);
    }
  });
});
