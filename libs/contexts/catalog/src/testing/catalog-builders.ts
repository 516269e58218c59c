import { event, type Command, type CommandMeta, type Origin } from '@firebreak/event-sourcing';
import type { GroupChanged, ServiceChanged, ServiceRegistered } from '../domain/catalog-events';
import type { GroupFacts } from '../domain/group';
import type { ServiceFacts } from '../domain/service';

export const payments: ServiceFacts = { service: 'payments-api', name: 'Payments API', tier: 1, affectedUsers: 1200 };
export const network: GroupFacts = { group: 'Group 56', name: 'Network', members: ['ann', 'bo'] };

export const registered = (facts: Partial<ServiceRegistered['data']> = {}): ServiceRegistered =>
  event('ServiceRegistered', { ...payments, retired: false, ...facts });

export const changed = (facts: Partial<ServiceChanged['data']> = {}): ServiceChanged => event('ServiceChanged', { ...payments, retired: false, ...facts });

export const groupChanged = (facts: Partial<GroupChanged['data']> = {}): GroupChanged => event('GroupChanged', { ...network, retired: false, ...facts });

export const commandMeta = (origin: Origin = 'live'): CommandMeta => ({
  tenant: 'default',
  actor: { id: 'owner', roles: ['service-owner'], groups: [] },
  onBehalfOf: null,
  correlationId: 'correlation',
  causationId: null,
  origin,
  now: '2026-03-02T09:00:00.000Z',
  idempotency: null,
});

export const command = <Type extends string, Data extends object>(type: Type, data: Data, origin: Origin = 'live'): Command<Type, Data> => ({
  type,
  data,
  meta: commandMeta(origin),
});
