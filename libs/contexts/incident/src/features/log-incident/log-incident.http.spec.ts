import { exampleOf } from '../../testing/command-http-spec';
import { caller, desk, incidentManager, opener, outsider } from '../../testing/incident-actors';
import { incidentApp, noon, type HttpAnswer, type IncidentApp } from '../../testing/incident-app';
import { logged } from '../../testing/incident-builders';
import { newIncident, resolvedIncident } from '../../testing/incident-histories';
import { LogIncidentRequest } from './log-incident.request';

let app: IncidentApp;
beforeAll(async () => (app = await incidentApp()));
afterAll(() => app.stop());

const example = exampleOf(LogIncidentRequest);
const log = (body: object = {}, headers: Record<string, string> = {}, who = desk): Promise<HttpAnswer> => app.as(who).post('/v1/incidents', { ...example, ...body }, headers);
const eventsOf = ({ body }: HttpAnswer): ReturnType<IncidentApp['events']> => app.events(`incident-default.${String(body['id'])}`);

describe('POST /v1/incidents', () => {
  it('takes its own example and says where the record is', async () => {
    const answer = await log();
    const id = String(answer.body['id']);
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"0"', location: `/v1/incidents/${id}` }, body: { revision: 0, outcome: 'appended', possibleDuplicates: [] } });
    expect(answer.body['number']).toMatch(/^INC-\d+$/);
    expect(answer.headers['firebreak-consistency']).toMatch(/^[\w-]+\.[\w-]+$/);
    expect((await eventsOf(answer)).map(({ type }) => type)).toEqual(['IncidentLogged']);
  });

  it('makes one incident of the same key, with the same number', async () => {
    const first = await log({}, { 'idempotency-key': 'log-once' });
    const again = await log({}, { 'idempotency-key': 'log-once' });
    expect(again).toMatchObject({ status: 201, headers: { etag: '"0"', 'idempotency-replayed': 'true' }, body: { id: first.body['id'], number: first.body['number'], outcome: 'replayed' } });
    expect(await eventsOf(first)).toHaveLength(1);
  });

  it('refuses the same key with another body', async () => {
    await log({}, { 'idempotency-key': 'log-twice' });
    expect(await log({ title: 'Something else' }, { 'idempotency-key': 'log-twice' })).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  });

  it('refuses the key of somebody else, also where the incident is none of theirs to see', async () => {
    await log({ visibility: 'restricted' }, { 'idempotency-key': 'log-restricted' });
    expect(await log({ visibility: 'restricted' }, { 'idempotency-key': 'log-restricted' }, outsider)).toMatchObject({ status: 422, body: { code: 'idempotency-mismatch' } });
  });

  it('was opened now, by whoever asks, where nothing else is said', async () => {
    const { title, source, channel, caller: person } = example;
    const answer = await app.as(opener).post('/v1/incidents', { title, source, channel, caller: person });
    const [event] = await eventsOf(answer);
    expect(JSON.parse(event!.data)).toMatchObject({ openedAt: noon, openedBy: opener.id, service: null, visibility: 'normal' });
  });

  it.each(['auditor', 'administrator'])('keeps out the %s, who writes no tickets', async (role) => {
    const who = { id: `u-${role}`, roles: [role], groups: [] };
    expect(await log({}, {}, who)).toMatchObject({ status: 403, body: { code: 'forbidden-role' } });
  });

  it.each([
    [{ caller: null, alertId: null }, 'missing-data'],
    [{ service: 'no-such-service' }, 'unknown-service'],
    [{ detectedAt: '2026-03-05T10:00:00Z' }, 'time-order'],
  ])('refuses %j with %s', async (body, code) => expect(await log(body)).toMatchObject({ status: 422, body: { code } }));

  it.each([
    ['title', 'x', 'too-short'],
    ['channel', 'pigeon', 'unknown-value'],
    ['openedAt', '2026-03-05T12:05:01Z', 'invalid-time'],
    ['caller', 'Ada Lovelace', 'invalid-id'],
  ])('points at a wrong %s: %j', async (field, value, code) => {
    expect(await log({ [field]: value })).toMatchObject({ status: 422, body: { errors: [{ pointer: `/${field}`, code }] } });
  });

  it('continues one that was closed too long ago', async () => {
    const before = await app.tell(resolvedIncident);
    const answer = await log({ reopens: before.id });
    expect(JSON.parse((await eventsOf(answer))[0]!.data)).toMatchObject({ reopens: before.id });
    expect(await log({ reopens: '20000000-0000-4000-8000-0000000000ff' })).toMatchObject({ status: 404, body: { code: 'not-found', field: 'reopens' } });
  });
});

describe('possible duplicates', () => {
  const service = 'payments-api';
  const title = 'Card payments are declined';
  const about = (data: Parameters<typeof logged>[0]): Promise<{ id: string; number: string }> => app.tell([logged({ service, title, ...data })]);
  const answered = (answer: HttpAnswer): unknown => answer.body['possibleDuplicates'];

  it('are open ones of the same service with a similar title, the most alike first', async () => {
    const similar = await about({ title: 'Payments declined by card' });
    const same = await about({ title: 'CARD payments are declined.' });
    await about({ title: 'The reports page is slow' });
    await about({ service: 'payments' });
    await app.tell([...resolvedIncident.map((event) => (event.type === 'IncidentLogged' ? logged({ service, title }) : event))]);
    await app.caughtUp();
    expect(answered(await log({ service, title }))).toEqual([
      { id: same.id, number: same.number, title: 'CARD payments are declined.' },
      { id: similar.id, number: similar.number, title: 'Payments declined by card' },
    ]);
  });

  it('are none without a service', async () => expect(answered(await log({ service: null, title }))).toEqual([]));

  it('are five at most', async () => {
    for (const word of ['one', 'two', 'three', 'four', 'five', 'six']) await about({ title: `Ledger export fails ${word}` });
    await app.caughtUp();
    expect(answered(await log({ service, title: 'Ledger export fails' }))).toHaveLength(5);
  });

  it('are only those that the actor may see', async () => {
    const restricted = await about({ title: 'Salary data leaked', visibility: 'restricted', caller: caller.id, openedBy: caller.id });
    await app.caughtUp();
    const seenBy = async (who: typeof desk): Promise<unknown[]> => answered(await log({ service, title: 'Salary data leaked' }, {}, who)) as unknown[];
    expect(await seenBy(outsider)).not.toContainEqual(expect.objectContaining({ id: restricted.id }));
    expect(await seenBy(incidentManager)).toContainEqual(expect.objectContaining({ id: restricted.id }));
    expect(await seenBy(caller)).toContainEqual(expect.objectContaining({ id: restricted.id }));
  });

  it('leave out the incident itself when its key comes again', async () => {
    const body = { service, title: 'Vouchers cannot be redeemed' };
    const first = await log(body, { 'idempotency-key': 'voucher' });
    await app.caughtUp();
    const again = await log(body, { 'idempotency-key': 'voucher' });
    expect([answered(first), answered(again)]).toEqual([[], []]);
  });

  it('know nothing of another tenant', async () => {
    await app.registered('service', service, { tenant: 'other' });
    await app.tell(newIncident, { tenant: 'other' });
    await app.caughtUp();
    const answer = await app.as(desk, 'other').post('/v1/incidents', { ...example, service, title });
    expect(answer).toMatchObject({ status: 201, body: { number: 'INC-1', possibleDuplicates: [] } });
  });
});
