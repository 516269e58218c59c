import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import type { Headers, Person } from './people';
import type { Answer } from './target';
import { command, Refusal, type World } from './world';

export interface Told {
  readonly id: string;
  readonly number: string;
  readonly url: string;
  /** Of the last command. */
  readonly etag: string;
  readonly consistency: string;
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export const ago = (world: World, millis: number): Instant => plusMillis(world.target.now(), -millis);

const toldBy = ({ headers, body }: Answer, known: Pick<Told, 'number'> | null): Told => {
  const { id, number } = body as { id: string; number: string };
  return { id, number: known?.number ?? number, url: `/v1/incidents/${id}`, etag: headers['etag']!, consistency: headers['firebreak-consistency']! };
};

export const logBody = (world: World, more: object = {}): object => ({
  title: 'Card payments are declined',
  source: 'e2e',
  channel: 'phone',
  caller: world.people.caller.id,
  service: world.service,
  ...more,
});

export const classification = ({ service }: World, more: object = {}): object => ({ category: 'network', service, impact: 2, urgency: 2, ...more });

export const resolution = (world: World, more: object = {}): object => ({
  resolutionCode: 'fix',
  causeCode: 'config-error',
  notes: 'Rolled back.',
  restoredAt: world.target.now(),
  ...more,
});

/** One more command on an incident, which has to succeed. */
export const then = async (told: Told, by: Person, verb: string, body: object = {}, headers: Headers = {}): Promise<Told> =>
  toldBy(await command(by, `${told.url}/${verb}`, body, headers), told);

export const logged = async (world: World, more: object = {}): Promise<Told> => toldBy(await command(world.people.desk, '/v1/incidents', logBody(world, more)), null);

export const triaged = async (world: World, more: object = {}): Promise<Told> =>
  then(await logged(world, more), world.people.desk, 'triage', classification(world));

export const assigned = async (world: World, more: object = {}): Promise<Told> =>
  then(await triaged(world, more), world.people.desk, 'assign', { group: world.group, assignee: world.people.resolver.id });

export const started = async (world: World, more: object = {}): Promise<Told> => then(await assigned(world, more), world.people.resolver, 'start-work');

export const resolved = async (world: World, more: object = {}, how: object = {}): Promise<Told> =>
  then(await started(world, more), world.people.resolver, 'resolve', resolution(world, how));

export const closed = async (world: World, more: object = {}): Promise<Told> => then(await resolved(world, more), world.people.caller, 'close');

export const cancelled = async (world: World, more: object = {}): Promise<Told> => {
  const told = await logged(world, more);
  return then(told, world.people.desk, 'cancel', { reason: 'false-alarm', note: 'A test call.' }, { 'if-match': told.etag });
};

export interface TimelineEntry {
  readonly revision: number;
  readonly type: string;
  readonly actor: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly origin: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Viewed {
  readonly id: string;
  readonly revision: number;
  readonly title: string;
  readonly incident: Readonly<Record<string, unknown>> & { readonly status: string };
  readonly timeline: readonly TimelineEntry[];
  readonly allowedActions: readonly { readonly verb: string; readonly refusal: { readonly code: string } | null }[];
  readonly asOf: string | null;
}

export const viewed = async (person: Person, { url }: Pick<Told, 'url'>, query = ''): Promise<Viewed> => {
  const answer = await person.get(`${url}${query}`);
  if (answer.status !== 200) throw new Refusal(`GET ${url}${query}`, answer);
  return answer.body as Viewed;
};
