import { plusMillis, topicOf } from '@firebreak/event-sourcing';
import { contractHeaders } from '@firebreak/contracts';
import { metric, ofService, lately } from './testing/figures';
import { isInProcess } from './testing/problems';
import { ago, classification, closed, day, hour, logBody, logged, minute, resolution, resolved, then, viewed, type Told } from './testing/stories';
import { describeInProcess, openWorld, pass as letPass, type AnyTarget, type World } from './testing/world';

let world: World<AnyTarget>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.target.stop());

const pass = (millis: number): void => letPass(world.target, millis);

const correlated = { 'x-correlation-id': 'journey-1' };

/** A whole life; service is impaired for ninety minutes of it. */
const lived = async (): Promise<Told> => {
  const { desk, resolver, caller } = world.people;
  const start = world.target.now();
  const logging = await desk.post('/v1/incidents', logBody(world, { impactStartedAt: plusMillis(start, -2 * hour), detectedAt: plusMillis(start, -110 * minute) }), correlated);
  const { id, number } = logging.body as { id: string; number: string };
  let told: Told = { id, number, url: `/v1/incidents/${id}`, etag: '"0"', consistency: logging.headers['firebreak-consistency']! };
  pass(minute);
  told = await then(told, desk, 'triage', classification(world, { impact: 1, urgency: 1 }), correlated);
  told = await then(told, desk, 'assign', { group: world.group, assignee: resolver.id }, correlated);
  pass(minute);
  told = await then(told, resolver, 'start-work', {}, correlated);
  told = await then(told, resolver, 'link-change', { change: 'CHG-1', relation: 'caused-by', url: 'https://changes.example.org/CHG-1', confidence: 'high' }, correlated);
  told = await then(told, resolver, 'put-on-hold', { reason: 'vendor', linkedId: 'CASE-7', followUpAt: plusMillis(world.target.now(), day), comment: 'The card is on its way.' }, correlated);
  pass(10 * minute);
  told = await then(told, resolver, 'resume-work', {}, correlated);
  told = await then(told, resolver, 'add-note', { text: 'Two of three sites answer.', audience: 'public' }, correlated);
  pass(minute);
  told = await then(told, resolver, 'resolve', resolution(world, { restoredAt: plusMillis(start, -30 * minute) }), correlated);
  pass(minute);
  return then(told, caller, 'close', {}, correlated);
};

const types = [
  'IncidentLogged',
  'IncidentCategorized',
  'IncidentPrioritized',
  'IncidentTriaged',
  'IncidentAssigned',
  'IncidentWorkStarted',
  'IncidentLinkedToChange',
  'IncidentPutOnHold',
  'IncidentResumed',
  'IncidentNoteAdded',
  'IncidentResolved',
  'IncidentClosed',
];

describe('an incident from its report to the figures', () => {
  let told: Told;
  let frequencyBefore: number;
  beforeAll(async () => {
    frequencyBefore = (await ofService(world, 'frequency'))?.n ?? 0;
    told = await lived();
  });
  const written = (): { 'firebreak-consistency': string } => ({ 'firebreak-consistency': told.consistency });

  it('is read with its timeline by number and by id', async () => {
    const record = await viewed(world.people.resolver, { url: `/v1/incidents/${told.number}` });
    expect([record.id, record.incident.status, record.incident['priority'], record.revision]).toEqual([told.id, 'Closed', 'P1', types.length - 1]);
    expect([...record.timeline].sort((a, b) => a.revision - b.revision).map(({ type }) => type)).toEqual(types);
    expect(record.timeline.find(({ type }) => type === 'IncidentPutOnHold')?.data).toMatchObject({ reason: 'vendor', linkedId: 'CASE-7', policyVersion: 0 });
  });

  it('is in the list as soon as the reader names what was written', async () => {
    const list = await world.people.desk.get(`/v1/incidents?q=${encodeURIComponent(`number:${told.number} is:closed p:1 service:${world.service}`)}`, written());
    const { items, diagnostics } = list.body as { items: { id: string; status: string; revision: number }[]; diagnostics: unknown[] };
    expect([diagnostics, items.map(({ id, status, revision }) => [id, status, revision])]).toEqual([[], [[told.id, 'Closed', types.length - 1]]]);
  });

  it('counts in time to restore with exactly the time that service was impaired', async () => {
    const figures = await ofService(world, 'time-to-restore', '', written());
    expect(figures).toMatchObject({ n: 1, nOpen: 0, sumMs: 90 * minute, meanMs: 90 * minute });
    const exact = await ofService(world, 'time-to-restore', '&exact=true', written());
    expect(exact).toMatchObject({ n: 1, sumMs: 90 * minute, p50: 90 * minute, p95: 90 * minute });
  });

  it('makes frequency by service one more, and no other service', async () => {
    expect((await ofService(world, 'frequency', '', written()))?.n).toBe(frequencyBefore + 1);
    expect(await ofService(world, 'frequency', '', written(), world.otherService)).toBeNull();
  });

  it('stands behind its figure by name', async () => {
    const answer = await world.people.manager.get(`/v1/insights/time-to-restore/incidents?${lately(world)}&by=service&value=${world.service}`, written());
    const { items } = answer.body as { items: { id: string; number: string; valueMs: number; group: string }[] };
    expect(items.map(({ id, number, valueMs, group }) => [id, number, valueMs, group])).toEqual([[told.id, told.number, 90 * minute, world.service]]);
    const counted = await world.people.manager.get(`/v1/insights/frequency/incidents?${lately(world)}&by=service&value=${world.service}`, written());
    expect((counted.body as { items: { id: string }[] }).items.map(({ id }) => id)).toContain(told.id);
  });

  it('has figures that say what they are', async () => {
    const answer = await metric(world, 'time-to-restore', '&by=service', written());
    expect(answer).toMatchObject({ metric: 'time-to-restore', clock: 'wall', zone: 'UTC', population: 'roots', by: 'service', definition: { id: '1', version: 1 }, freshness: { pending: false } });
    expect(answer.buckets.length).toBeGreaterThanOrEqual(7);
    expect(answer.buckets.reduce((sum, { figures }) => sum + figures.n, 0)).toBe(answer.total.figures.n);
    const empty = answer.buckets.find(({ figures }) => figures.n === 0);
    expect(empty?.figures).toMatchObject({ n: 0, meanMs: null });
  });

  it('is shown as it stood: by revision and by the time of recording', async () => {
    const early = await viewed(world.people.manager, told, '?asOf=0');
    expect([early.incident.status, early.timeline.length, early.allowedActions, early.asOf]).toEqual(['New', 1, [], '0']);
    const held = (await viewed(world.people.manager, told)).timeline.find(({ type }) => type === 'IncidentPutOnHold')!;
    const past = await viewed(world.people.manager, told, `?asOf=${held.revision}`);
    expect([past.incident.status, past.revision]).toEqual(['OnHold', held.revision]);
    const before = await world.people.manager.get(`${told.url}?asOf=${ago(world, 60 * day)}`);
    expect([before.status, (before.body as { code: string }).code]).toEqual([404, 'not-found']);
  });

  it('says who may do what next', async () => {
    const offered = async (person: World['people']['desk']): Promise<readonly string[]> => (await viewed(person, told)).allowedActions.filter(({ refusal }) => refusal === null).map(({ verb }) => verb);
    expect(await offered(world.people.manager)).toEqual(expect.arrayContaining(['reopen', 'add-note', 'correct-time']));
    expect(await offered(world.people.auditor)).toEqual([]);
    for (const { verb, refusal } of (await viewed(world.people.manager, told)).allowedActions) {
      if (refusal === null || refusal.code === 'forbidden-role') continue;
      expect([verb, refusal.code]).toEqual([verb, expect.stringMatching(/^[a-z-]+$/) as string]);
    }
  });

  it('is in the feed, each event once and none missing', async () => {
    const records: { subject: string; sequence: number; type: string; follows: string | null; cursor: string }[] = [];
    for (let after: string | null = null; ; ) {
      const page = await world.people.auditor.get(`/v1/feed?limit=7${after === null ? '' : `&after=${encodeURIComponent(after)}`}`);
      const { records: some, cursor } = page.body as { records: typeof records; cursor: string | null };
      records.push(...some);
      if (some.length === 0) break;
      after = cursor;
    }
    const own = records.filter(({ subject }) => subject === `incident-${world.tenant}.${told.id}`);
    expect(own.map(({ sequence }) => sequence)).toEqual(types.map((_, index) => index));
    const named = own.map(({ type }) => /^firebreak\.(\w+)\.v1$/.exec(type)?.[1]);
    expect(named).toEqual(types.map((type) => (type === 'IncidentNoteAdded' ? 'IncidentActivityRecorded' : type)));
    const cursors = new Set(records.map(({ cursor }) => cursor));
    expect(cursors.size).toBe(records.length);
  });

  it('changes its figures when it is reopened, and when it is restored again', async () => {
    const start = world.target.now();
    const before = (millis: number): string => plusMillis(start, -millis);
    const again = await resolved(world, { impactStartedAt: before(hour), service: world.otherService }, { restoredAt: before(30 * minute) });
    const reclassified = await ofService(world, 'time-to-restore', '', { 'firebreak-consistency': again.consistency });
    expect(reclassified).toMatchObject({ n: 2, sumMs: 120 * minute });
    const open = await then(again, world.people.caller, 'reopen', { reason: 'It never came back.', impact: 'never-restored' });
    expect(await ofService(world, 'time-to-restore', '', { 'firebreak-consistency': open.consistency })).toMatchObject({ n: 1, sumMs: 90 * minute });
    const done = await then(open, world.people.resolver, 'resolve', resolution(world, { notes: 'Now it is.', restoredAt: before(10 * minute) }));
    expect(await ofService(world, 'time-to-restore', '', { 'firebreak-consistency': done.consistency })).toMatchObject({ n: 2, sumMs: 140 * minute });
    expect((await viewed(world.people.manager, done)).incident['cycle']).toBe(2);
  });

  it('leaves the figures when it is cancelled', async () => {
    const before = await ofService(world, 'frequency', '&definition=opened@1', written());
    const told = await logged(world);
    expect((await ofService(world, 'frequency', '&definition=opened@1', { 'firebreak-consistency': told.consistency }))?.n).toBe(before!.n + 1);
    const gone = await then(told, world.people.desk, 'cancel', { reason: 'withdrawn', note: 'It was the plug.' }, { 'if-match': told.etag });
    expect((await ofService(world, 'frequency', '&definition=opened@1', { 'firebreak-consistency': gone.consistency }))?.n).toBe(before!.n);
  });
});

describeInProcess('the clock is moved, and an event is read where it is stored')('where time can be made to pass', () => {
  it('every duration is exact', async () => {
    const own = world;
    const service = `exact-${own.run}`;
    await own.people.administrator.post('/v1/services', { key: service });
    await own.target.caughtUp();
    world = { ...own, service };
    try {
      const told = await lived();
      const written = { 'firebreak-consistency': told.consistency };
      const sums = async (name: string, definition: string): Promise<unknown> => (await ofService(world, name, `&definition=${definition}`, written))?.sumMs;
      expect(await sums('time-to-detect', '1')).toBe(10 * minute);
      expect(await sums('time-to-acknowledge', '1')).toBe(112 * minute);
      expect(await sums('time-to-resolve', 'first@1')).toBe(13 * minute);
      expect(await sums('time-to-resolve', 'first-excluding-holds@1')).toBe(3 * minute);
      expect(await sums('time-to-close', '1')).toBe(14 * minute);
    } finally {
      world = own;
    }
  });

  it('what was asked is found again in the event and in its contract', async () => {
    if (!isInProcess(world.target)) return;
    const { store, runtime } = world.target.standalone;
    const told = await closed(world);
    const traced = await then(told, world.people.manager, 'add-note', { text: 'traced', audience: 'private' }, { 'x-correlation-id': 'trace-me' });
    await world.target.caughtUp();
    const stored = (await store.readStream(`incident-${world.tenant}.${told.id}`)).at(-1)!;
    const metadata = JSON.parse(stored.metadata) as Record<string, unknown>;
    expect(metadata).toMatchObject({ correlationId: 'trace-me', actor: world.people.manager.id, tenant: world.tenant, origin: 'live' });
    const log = await runtime.ports.bus.readLog({ topics: [topicOf('incident')], after: null, limit: 1_000 });
    const record = log.find(({ id }) => id === stored.id)!;
    expect([record.headers[contractHeaders.correlationId], record.headers[contractHeaders.actor], record.sequence, record.hash]).toEqual(['trace-me', world.people.manager.id, stored.revision, stored.hash]);
    expect([traced.etag, record.value]).toEqual([`"${stored.revision}"`, '{"kind":"IncidentNoteAdded"}']);
  });
});
