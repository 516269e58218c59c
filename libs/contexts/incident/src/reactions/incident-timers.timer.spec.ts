import { CodedError, handleCommand, projected, Parking, Projector, storeSource, streamName, type CommandMeta, type EventStore, type NewEvent, type ProjectedDocument } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, memoryEventStore, memoryReadStore } from '@firebreak/event-sourcing-testing';
import { incidentAggregate } from '../domain/incident';
import type { IncidentEvent } from '../domain/incident-events';
import { defaultPolicies, type IncidentPolicies } from '../domain/policies/policies';
import { incidentCodec } from '../incident-codec';
import { at, timeCorrected, type Told } from '../testing/incident-builders';
import { held, resolvedIncident, startedIncident } from '../testing/incident-histories';
import { incidentDue } from './incident-due.projection';
import { IncidentTimers } from './incident-timers.timer';

type History = readonly Told[];

const day = 24 * 60;

const stage = async (policies: Readonly<Record<string, Partial<IncidentPolicies>>> = {}) => {
  const store = memoryEventStore();
  const readStore = memoryReadStore();
  const clock = fixedClock(at(0));
  const codecs = { incident: incidentCodec };
  const projector = await Projector.open<ProjectedDocument>(incidentDue, readStore, storeSource(store, codecs), await Parking.open(readStore, clock));
  const ids = countingIds();
  const timers = (own: EventStore = store) => new IncidentTimers({ store: own, readStore, clock, ids, policies: async (tenant) => ({ ...defaultPolicies, ...policies[tenant] }) });
  const project = async (): Promise<void> => {
    await projector.apply((await store.readAll({ after: null, limit: 1_000 })).map((stored) => projected(incidentCodec.decode(stored))));
  };
  const tell = async (tenant: string, id: string, history: History, origin: 'live' | 'imported' = 'live'): Promise<string> => {
    const stream = streamName('incident', tenant, id);
    const meta: CommandMeta = { tenant, actor: { id: 'a', roles: [], groups: [] }, onBehalfOf: null, correlationId: 'c', causationId: null, origin, now: at(30), idempotency: null };
    const events = history.map((each, index) => ({ occurredAt: at(index), ...each })) as NewEvent<IncidentEvent>[];
    await handleCommand({ store, codec: incidentCodec, aggregate: incidentAggregate }, stream, () => events, { type: 'Tell', data: {}, meta }, { expected: 'any' });
    await project();
    return stream;
  };
  const typesOf = async (stream: string): Promise<string[]> => (await store.readStream(stream)).map(({ type }) => type);
  return { clock, timers, project, tell, typesOf, store };
};

describe('the auto-close timer', () => {
  it('closes a resolved incident when its time has come, and records the policy it went by', async () => {
    const { clock, timers, tell, store } = await stage();
    const stream = await tell('default', 'a', resolvedIncident);
    clock.set(at(5 * day));
    expect(await timers().tick()).toBe(0);
    clock.set(at(5 * day + 60));
    expect(await timers().tick()).toBe(1);
    const last = incidentCodec.decode((await store.readStream(stream)).at(-1)!);
    expect(last).toMatchObject({ type: 'IncidentClosed', data: { by: 'timer', policyVersion: 0, repeated: false }, metadata: { actor: 'system:auto-close' } });
  });

  it('of two workers one closes, and the other changes nothing', async () => {
    const { clock, timers, tell, typesOf } = await stage();
    const stream = await tell('default', 'a', resolvedIncident);
    clock.set(at(6 * day));
    expect(await Promise.all([timers().tick(), timers().tick()]).then(([a, b]) => a! + b!)).toBe(1);
    expect(await timers().tick()).toBe(0);
    expect((await typesOf(stream)).filter((type) => type === 'IncidentClosed')).toHaveLength(1);
  });

  it('leaves an imported incident alone until somebody here touches it', async () => {
    const { clock, timers, tell, typesOf } = await stage();
    const stream = await tell('default', 'a', resolvedIncident, 'imported');
    clock.set(at(60 * day));
    expect(await timers().tick()).toBe(0);
    expect(await typesOf(stream)).not.toContain('IncidentClosed');
  });

  it('goes by each tenant’s own policy, and none waits for another', async () => {
    const never = { 'auto-close': { version: 3, policy: { enabled: false, afterMs: 0 } } };
    const { clock, timers, tell, typesOf } = await stage({ patient: never });
    const open = await tell('patient', 'a', resolvedIncident);
    const closed = await tell('default', 'b', resolvedIncident);
    clock.set(at(6 * day));
    expect(await timers().tick()).toBe(1);
    expect(await typesOf(open)).not.toContain('IncidentClosed');
    expect(await typesOf(closed)).toContain('IncidentClosed');
  });

  it('loses to whoever reopened meanwhile', async () => {
    const { clock, timers, tell, typesOf, store } = await stage();
    const stream = await tell('default', 'a', resolvedIncident);
    const [resolved] = (await store.readStream(stream)).slice(-1);
    await store.append(stream, resolved!.revision, [{ ...resolved!, id: 'reopened', type: 'IncidentReopened', data: '{"cycle":2,"impact":"none","policyVersion":0,"reason":"again","relapsedAt":null}' }]);
    clock.set(at(6 * day));
    expect(await timers().tick()).toBe(0);
    expect(await typesOf(stream)).not.toContain('IncidentClosed');
  });

  it('counts from the resolution as it was corrected', async () => {
    const { clock, timers, tell } = await stage();
    await tell('default', 'a', [...resolvedIncident, timeCorrected({ which: 'resolved', at: at(3 * day) })]);
    clock.set(at(7 * day));
    expect(await timers().tick()).toBe(0);
    clock.set(at(8 * day));
    expect(await timers().tick()).toBe(1);
  });
});

describe('a hundred incidents that do not move', () => {
  const broken = (store: EventStore, error: Error): EventStore => ({
    ...store,
    readStream: (stream, options) => (stream.includes('.stuck') ? Promise.reject(error) : store.readStream(stream, options)),
  });

  it.each<[string, History]>([
    ['auto-close', resolvedIncident],
    ['follow-up', held(startedIncident, { reason: 'evidence', followUpAt: at(100) })],
  ])('keep %s from no other, of their tenant or of another', async (_, history) => {
    const { clock, timers, tell, store } = await stage();
    for (let each = 0; each < 100; each += 1) await tell('default', `stuck${each}`, history);
    await tell('default', 'zz', history);
    await tell('other', 'zz', history);
    clock.set(at(6 * day));
    expect(await timers(broken(store, new CodedError('unknown-event-type'))).tick()).toBe(2);
  });

  it('nor do those over which the timer itself fails; the failure is seen', async () => {
    const { clock, timers, tell, store, typesOf } = await stage();
    await tell('default', 'stuck', resolvedIncident);
    const stream = await tell('default', 'zz', resolvedIncident);
    clock.set(at(6 * day));
    await expect(timers(broken(store, new TypeError('no such field'))).tick()).rejects.toThrow('no such field');
    expect(await typesOf(stream)).toContain('IncidentClosed');
  });
});

describe('the follow-up timer', () => {
  it('resumes at the follow-up time, once', async () => {
    const { clock, timers, tell, typesOf, project } = await stage();
    const stream = await tell('default', 'a', held(startedIncident, { reason: 'evidence', followUpAt: at(100) }));
    clock.set(at(99));
    expect(await timers().tick()).toBe(0);
    clock.set(at(100));
    expect(await timers().tick()).toBe(1);
    expect(await timers().tick()).toBe(0);
    await project();
    expect(await timers().tick()).toBe(0);
    expect((await typesOf(stream)).filter((type) => type === 'IncidentResumed')).toHaveLength(1);
  });
});
