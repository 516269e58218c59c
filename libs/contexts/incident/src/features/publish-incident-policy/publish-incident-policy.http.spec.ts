import type { Actor } from '@firebreak/event-sourcing';
import { exampleOf } from '../../testing/command-http-spec';
import { desk, incidentManager } from '../../testing/incident-actors';
import { incidentApp, noon, type HttpAnswer, type IncidentApp } from '../../testing/incident-app';
import { newIncident } from '../../testing/incident-histories';
import { PublishIncidentPolicyRequest } from './publish-incident-policy.request';

const administrator: Actor = { id: 'u-admin', roles: ['administrator'], groups: [] };
const path = '/v1/policies/incident';
const reopening = exampleOf(PublishIncidentPolicyRequest);

let app: IncidentApp;
beforeAll(async () => (app = await incidentApp()));
afterAll(() => app.stop());

/** Each case is a tenant of its own. */
let tenant = 'tenant_0';
let tenants = 0;
beforeEach(() => void (tenant = `tenant_${(tenants += 1)}`));

const publish = (kind: string, body: object, headers: Record<string, string> = {}, who = administrator): Promise<HttpAnswer> =>
  app.as(who, tenant).post(`${path}/${kind}/publish`, body, headers);
const versions = async (kind: string): Promise<number> => (await app.events(`incident_policy-${tenant}.${kind}`)).length;

describe('POST /v1/policies/incident/{kind}/publish', () => {
  it('takes its own example, once for the same key', async () => {
    const first = await publish('reopen', reopening, { 'idempotency-key': 'once' });
    expect(first).toMatchObject({ status: 200, headers: { etag: '"0"' }, body: { id: 'reopen', revision: 0, outcome: 'appended' } });
    expect(first.headers['firebreak-consistency']).toMatch(/^[\w-]+\.[\w-]+$/);
    const again = await publish('reopen', reopening, { 'idempotency-key': 'once' });
    expect(again).toMatchObject({ status: 200, headers: { etag: '"0"', 'idempotency-replayed': 'true' } });
    expect(await publish('reopen', reopening)).toMatchObject({ status: 200, body: { outcome: 'quiet' } });
    expect(await versions('reopen')).toBe(1);
  });

  it('honours If-Match', async () => {
    await publish('reopen', reopening);
    const next = { ...reopening, policy: { windowMs: 0, fromClosed: false } };
    expect(await publish('reopen', next, { 'if-match': '"7"' })).toMatchObject({ status: 412, body: { code: 'revision-mismatch', current: 0 } });
    expect(await publish('reopen', next, { 'if-match': '"0"' })).toMatchObject({ status: 200, headers: { etag: '"1"' } });
  });

  it('keeps out who is no administrator', async () => {
    expect(await publish('reopen', reopening, {}, incidentManager)).toMatchObject({ status: 403, body: { code: 'forbidden-role' } });
    expect(await versions('reopen')).toBe(0);
  });

  it('knows its kinds', async () => expect(await publish('constructor', reopening)).toMatchObject({ status: 404, body: { code: 'not-found' } }));

  it.each([
    [{ ...reopening, policy: { windowMs: 'long', fromClosed: true } }, '/policy/windowMs', 'not-an-integer'],
    [{ ...reopening, policy: [] }, '/policy', 'not-an-object'],
    [{ policy: reopening['policy'] }, '/reason', 'required'],
  ])('points at what is wrong in %j', async (body, pointer, code) => {
    expect(await publish('reopen', body)).toMatchObject({ status: 422, body: { code: 'invalid-input', errors: [{ pointer, code }] } });
  });

  it('is what the next command decides by', async () => {
    const { url } = await app.tell(newIncident, { tenant });
    const prioritize = (): Promise<HttpAnswer> => app.as(desk, tenant).post(`${url}/prioritize`, { impact: 1, urgency: 1 });
    await prioritize();
    await publish('priority-matrix', { policy: { table: [['P2', 'P3', 'P4'], ['P3', 'P4', 'P5'], ['P4', 'P5', 'P5']] }, reason: 'less alarm' });
    await prioritize();
    const record = await app.as(desk, tenant).get(url);
    expect(record.body['timeline']).toMatchObject([{}, { data: { priority: 'P1', matrixVersion: 0 } }, { data: { priority: 'P2', matrixVersion: 1 } }]);
  });
});

describe('GET /v1/policies/incident', () => {
  it('lists what is in force', async () => {
    await publish('reopen', reopening);
    const { status, body } = await app.as(desk, tenant).get(path);
    const items = body['items'] as readonly { readonly kind: string; readonly version: number }[];
    expect(status).toBe(200);
    expect(items.map(({ kind, version }) => [kind, version])).toEqual([['priority-matrix', 0], ['taxonomy', 0], ['auto-close', 0], ['reopen', 1], ['hold', 0], ['backdating', 0], ['adrift', 0]]);
  });

  it('tells the versions of a kind, the latest first', async () => {
    await publish('reopen', reopening);
    await publish('reopen', { policy: { windowMs: 0, fromClosed: false }, reason: 'never again' });
    const answer = await app.as(desk, tenant).get(`${path}/reopen`);
    const by = { publishedBy: administrator.id, publishedAt: noon };
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: { kind: 'reopen', version: 2, policy: { windowMs: 0, fromClosed: false }, ...by } });
    expect(answer.body['versions']).toMatchObject([{ version: 2, reason: 'never again', ...by }, { version: 1, ...reopening, ...by }, { version: 0, reason: null, publishedBy: null, publishedAt: null }]);
    expect(await app.as(desk, tenant).get(`${path}/reopen`, { 'if-none-match': '"1"' })).toMatchObject({ status: 304 });
  });

  it('tells what applies before anything is published, without an ETag', async () => {
    const { status, headers, body } = await app.as(desk, tenant).get(`${path}/hold`);
    expect([status, headers['etag'], body['version']]).toEqual([200, undefined, 0]);
    expect(await app.as(desk, tenant).get(`${path}/toString`)).toMatchObject({ status: 404 });
  });

  it('is another tenant\'s own affair', async () => {
    await publish('reopen', reopening);
    expect((await app.as(desk, 'other').get(`${path}/reopen`)).body['version']).toBe(0);
  });
});
