import type { Aggregate, Command, CommandMeta, Decision } from '../command';
import { event, type DomainEvent } from '../event';
import { createEventCodec } from '../event-codec';
import { refused } from '../errors';

export type LightEvent = DomainEvent<'LightSwitchedOn', { readonly watts: number }> | DomainEvent<'LightSwitchedOff', { readonly by: string }>;

export interface Light {
  readonly on: boolean;
  readonly watts: number;
}

export const lightAggregate: Aggregate<Light, LightEvent> = {
  initialState: { on: false, watts: 0 },
  evolve: (light, e) => (e.type === 'LightSwitchedOn' ? { on: true, watts: e.data.watts } : { ...light, on: false }),
};

export const lightCodec = createEventCodec<LightEvent>({ LightSwitchedOn: { personal: [] }, LightSwitchedOff: { personal: ['by'] } });

export type SwitchLight = Command<'SwitchLight', { readonly watts: number }>;

/** No watts switch it off; more than a hundred are refused. */
export const switchLight: Decision<SwitchLight, Light, LightEvent> = ({ data, meta }, light) => {
  if (data.watts > 100) throw refused('too-bright', { field: 'watts', limit: 100 });
  if (data.watts === 0) return light.on ? [event('LightSwitchedOff', { by: meta.actor.id })] : [];
  const on = event('LightSwitchedOn', { watts: data.watts });
  if (light.on && light.watts === data.watts) return [];
  return light.on ? [event('LightSwitchedOff', { by: meta.actor.id }), on] : [on];
};

export const lightMeta = (over: Partial<CommandMeta> = {}): CommandMeta => ({
  tenant: 'default',
  actor: { id: 'ada', roles: [], groups: [] },
  onBehalfOf: null,
  correlationId: '00000000-0000-4000-8000-00000000c0de',
  causationId: null,
  origin: 'live',
  now: '2026-03-02T08:00:00.000Z',
  idempotency: null,
  ...over,
});

export const switchTo = (watts: number, over: Partial<CommandMeta> = {}): SwitchLight => ({ type: 'SwitchLight', data: { watts }, meta: lightMeta(over) });

/** The trace of an Idempotency-Key. */
export const keyed = (key: string, body = 'body', actor = 'ada'): Pick<CommandMeta, 'idempotency'> => ({ idempotency: { keyHash: key, bodyHash: body, actor } });
