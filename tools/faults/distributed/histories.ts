import { createHash } from 'node:crypto';
import { streamName, type CommandMeta, type EventToAppend, type Instant, type NewEvent } from '@firebreak/event-sourcing';
import { incidentCodec, type IncidentEvent } from '@firebreak/incident';
import { seededRandom, type Random } from '@firebreak/standalone';

const minute = 60_000;
const dayMs = 86_400_000;

/** One append: what one command records. */
export interface Prepared {
  readonly stream: string;
  readonly expected: number;
  readonly events: readonly EventToAppend[];
}

interface Said {
  readonly at: number;
  readonly events: readonly NewEvent<IncidentEvent>[];
}

const iso = (at: number): Instant => new Date(at).toISOString();

const categorized = (service: string): NewEvent<IncidentEvent> => ({
  type: 'IncidentCategorized',
  data: { category: 'network', subcategory: null, service, configurationItem: null, taxonomyVersion: null, late: false },
});

const solution = { resolutionCode: 'fix', causeCode: 'cause', notes: 'done', restoredAt: null, workaround: null, resolvedBy: 'resolver-1', inferred: false } as const;

/** The appends of one legal life, six to nine of them, one to three events each. */
const said = (index: number, start: number, random: Random): readonly Said[] => {
  const all: Said[] = [];
  let now = start + Math.floor(random() * dayMs * 0.4);
  const say = (...events: NewEvent<IncidentEvent>[]): void => {
    all.push({ at: now, events });
    now += Math.floor((1 + random() * 60) * minute);
  };
  const service = `service-${Math.floor(random() * 7)}`;
  say({
    type: 'IncidentLogged',
    data: {
      number: `INC-${index + 1}`,
      title: `Incident ${index}`,
      description: null,
      source: 'faults',
      channel: 'api',
      openedAt: iso(now - minute),
      openedAtInferred: false,
      openedBy: 'desk-1',
      caller: 'caller-1',
      alertId: null,
      service,
      configurationItem: null,
      impactStartedAt: null,
      detectedAt: null,
      fingerprint: null,
      externalId: null,
      visibility: 'normal',
      reopens: null,
    },
  });
  const source = { priority: null, impact: null, urgency: null };
  say(
    categorized(service),
    { type: 'IncidentPrioritized', data: { impact: 2, urgency: 2, priority: 'P3', matrixVersion: 0, source, late: false } },
    { type: 'IncidentTriaged', data: { inferred: false } },
  );
  say({ type: 'IncidentAssigned', data: { group: 'group-1', assignee: 'resolver-1', reason: null, initial: false, inferred: false, late: false } });
  say({ type: 'IncidentWorkStarted', data: { startedBy: 'resolver-1', human: true, inferred: false } });
  const resolve = (cycle: number, moved: string): void =>
    say(
      categorized(moved),
      { type: 'IncidentResolved', data: { cycle, ...solution } },
    );
  resolve(1, `service-${Math.floor(random() * 7)}`);
  const isReopened = random() < 0.2;
  if (isReopened) {
    say({ type: 'IncidentReopened', data: { cycle: 2, reason: 'again', impact: 'never-restored', relapsedAt: null, policyVersion: null } });
    resolve(2, service);
  }
  say({ type: 'IncidentClosed', data: { cycle: isReopened ? 2 : 1, by: 'confirmation', dueAt: null, policyVersion: null, repeated: false } });
  return all;
};

export interface Lives {
  readonly seed: number;
  readonly category: string;
  /** The day all of it happens on, as milliseconds. */
  readonly start: number;
  /** Lives are numbered from here; from 0 where absent. */
  readonly first?: number;
  /** The appends of each life from one to another, without that; all of them where absent. */
  readonly part?: readonly [from: number, to?: number];
}

const idOf = (seed: number, index: number): string => {
  const hash = createHash('sha256').update(`${seed}/${index}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
};

/** Everything that is appended to one stream, prepared as the product prepares it. */
export const lifeOf = (index: number, { seed, category, start, part = [0] }: Lives): readonly Prepared[] => {
  const random = seededRandom(seed * 1_000_003 + index);
  const stream = streamName(category, 'default', idOf(seed, index));
  let [revision, lastHash, lastRecordedAt]: [number, string | null, Instant | null] = [-1, null, null];
  const all = said(index, start, random).map(({ at, events }, command) => {
    const meta: CommandMeta = {
      tenant: 'default',
      actor: { id: 'desk-1', roles: [], groups: [] },
      onBehalfOf: null,
      correlationId: `${index}`,
      causationId: null,
      origin: 'live',
      now: iso(at),
      idempotency: { keyHash: `${index}/${command}`, bodyHash: 'body', actor: 'desk-1' },
    };
    const prepared = incidentCodec.prepare({ stream, revision, lastHash, lastRecordedAt }, meta, events);
    const expected = revision;
    revision += prepared.length;
    lastHash = prepared.at(-1)!.hash;
    lastRecordedAt = meta.now;
    return { stream, expected, events: prepared };
  });
  return all.slice(...part);
};

/** The day before: whatever is asked of it lies in the past. */
export const yesterday = (): number => (Math.floor(Date.now() / dayMs) - 1) * dayMs;
