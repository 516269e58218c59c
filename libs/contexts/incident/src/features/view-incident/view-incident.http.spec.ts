import { auditor, caller, desk, incidentManager, outsider, resolver, storage, stranger } from '../../testing/incident-actors';
import { incidentApp, noon, type IncidentApp } from '../../testing/incident-app';
import { assigned, at, logged, noteAdded, putOnHold, resumed, workStarted } from '../../testing/incident-builders';
import { assignedIncident, everyKindOfEvent, newIncident, resolvedIncident } from '../../testing/incident-histories';

let app: IncidentApp;
beforeAll(async () => (app = await incidentApp()));
afterAll(() => app.stop());

describe('GET /v1/incidents/{id}', () => {
  it('tells the record, its whole timeline and where it stands', async () => {
    const { id, number, url } = await app.tell(everyKindOfEvent);
    const { status, headers, body } = await app.as(desk).get(url);
    expect([status, headers['etag'], body['id'], body['revision']]).toEqual([200, `"${everyKindOfEvent.length - 1}"`, id, everyKindOfEvent.length - 1]);
    expect(body['incident']).toMatchObject({ number, status: 'Cancelled', cycle: 2 });
    const timeline = body['timeline'] as readonly { type: string }[];
    expect(timeline.map(({ type }) => type)).toEqual(everyKindOfEvent.map(({ type }) => type));
    expect(timeline[0]).toMatchObject({ revision: 0, actor: desk.id, origin: 'live', occurredAt: at(0), recordedAt: at(0), data: { number } });
  });

  it('is found by its number, in either case', async () => {
    const { id, number } = await app.tell(newIncident);
    await app.caughtUp();
    for (const said of [number, number.toLowerCase()]) expect((await app.as(desk).get(`/v1/incidents/${said}`)).body['id']).toBe(id);
  });

  it('is not sent again to whoever has it', async () => {
    const { url, etag } = await app.tell(newIncident);
    expect(await app.as(desk).get(url, { 'if-none-match': etag })).toMatchObject({ status: 304, headers: { etag }, body: {} });
    expect(await app.as(desk).get(url, { 'if-none-match': '"7"' })).toMatchObject({ status: 200 });
  });

  it('orders the timeline by when things happened', async () => {
    const { url } = await app.tell([logged({}, at(10)), noteAdded({ text: 'second' }, at(8)), noteAdded({ text: 'third' }, at(9))]);
    const timeline = (await app.as(desk).get(url)).body['timeline'] as readonly { revision: number }[];
    expect(timeline.map(({ revision }) => revision)).toEqual([1, 2, 0]);
  });

  it('counts the time on hold until now', async () => {
    const { url } = await app.tell([...assignedIncident, workStarted({}, at(10)), putOnHold({}, at(20)), resumed({}, at(25)), putOnHold({}, '2026-03-05T11:59:00.000Z')]);
    expect((await app.as(desk).get(url)).body['holdMs']).toBe(6 * 60_000);
  });

  it('shows a private note to those who work on it, not to the caller', async () => {
    const { url } = await app.tell([...newIncident, noteAdded({ text: 'Smells like the proxy', audience: 'private' }), noteAdded({ text: 'We are on it' })]);
    const notes = async (who: typeof desk): Promise<unknown> => ((await app.as(who).get(url)).body['timeline'] as readonly { data: object }[]).slice(1).map(({ data }) => data);
    expect(await notes(resolver)).toEqual([{ text: 'Smells like the proxy', audience: 'private' }, { text: 'We are on it', audience: 'public' }]);
    expect(await notes(caller)).toEqual([{ text: null, audience: 'private' }, { text: 'We are on it', audience: 'public' }]);
  });

  it('does not exist for another tenant, nor for somebody outside of a restricted one', async () => {
    const { url } = await app.tell([logged({ visibility: 'restricted' }), ...assignedIncident.slice(1)]);
    const status = async (who: typeof desk, tenant = 'default'): Promise<number> => (await app.as(who, tenant).get(url)).status;
    expect([await status(incidentManager), await status(auditor), await status(desk), await status(caller), await status(resolver)]).toEqual(Array(5).fill(200));
    expect([await status(stranger), await status(outsider), await status(incidentManager, 'other')]).toEqual([404, 404, 404]);
  });

  it.each([
    ['no-id-at-all', 400, 'invalid-id'],
    ['PRB-7', 400, 'invalid-id'],
    ['20000000-0000-4000-8000-0000000000ff', 404, 'not-found'],
  ])('%s is answered with %d', async (id, status, code) => expect(await app.as(desk).get(`/v1/incidents/${id}`)).toMatchObject({ status, body: { code } }));
});

describe('the record as it stood', () => {
  const view = async (asOf: string): Promise<unknown> => {
    const { url } = await app.tell(resolvedIncident);
    const { status, headers, body } = await app.as(desk).get(`${url}?${new URLSearchParams({ asOf }).toString()}`);
    if (status !== 200) return [status, body['code']];
    const { incident, timeline, allowedActions, asOf: told } = body as { incident: { status: string }; timeline: unknown[]; allowedActions: unknown[]; asOf: string };
    return [incident.status, timeline.length, headers['etag'], allowedActions.length, told];
  };
  const last = resolvedIncident.length - 1;

  it.each([
    ['at a revision', '3', ['Triaged', 4, '"3"', 0, '3']],
    ['at its first', '0', ['New', 1, '"0"', 0, '0']],
    ['at one to come', '99', ['Resolved', last + 1, `"${last}"`, 0, '99']],
    ['at the instant of a recording', at(4), ['Assigned', 5, '"4"', 0, at(4)]],
    ['a millisecond before it', '2026-03-02T08:03:59.999Z', ['Triaged', 4, '"3"', 0, '2026-03-02T08:03:59.999Z']],
    ['at an instant of another zone', '2026-03-02T09:04:00+01:00', ['Assigned', 5, '"4"', 0, '2026-03-02T09:04:00+01:00']],
    ['today', noon, ['Resolved', last + 1, `"${last}"`, 0, noon]],
    ['before it was recorded', at(-1), [404, 'not-found']],
    ['at no time at all', 'yesterday', [422, 'invalid-time']],
    ['at a day without a time', '2026-03-02', [422, 'invalid-time']],
  ])('%s', async (_when, asOf, expected) => expect(await view(asOf)).toEqual(expected));

  it('is for whoever may see it now, and nobody else', async () => {
    const moved = assigned({ group: storage, assignee: stranger.id });
    const { url } = await app.tell([logged({ visibility: 'restricted' }), ...assignedIncident.slice(1), moved]);
    const status = async (who: typeof desk, query: string): Promise<number> => (await app.as(who).get(`${url}${query}`)).status;
    expect([await status(stranger, ''), await status(stranger, '?asOf=3')]).toEqual([200, 200]);
    expect([await status(resolver, ''), await status(resolver, '?asOf=4')]).toEqual([404, 404]);
  });
});
