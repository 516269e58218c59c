import type { Aggregate, EvolvedEvent } from '@firebreak/event-sourcing';
import type { ServiceEvent } from './catalog-events';
import { catalogStream } from './catalog-stream';
import type { Absent } from './rules';
import type { Tier } from './vocabulary';

export const streamName = (tenant: string, key: string): string => catalogStream('service', tenant, key);

export interface ServiceFacts {
  readonly service: string;
  readonly name: string;
  readonly tier: Tier | null;
  readonly affectedUsers: number | null;
}

export type ActiveService = ServiceFacts & { readonly status: 'Active' };
export type RetiredService = ServiceFacts & { readonly status: 'Retired' };
export type Service = Absent | ActiveService | RetiredService;

export const initialState: Service = { status: 'Absent' };

export const evolve = (_before: Service, { data }: EvolvedEvent<ServiceEvent>): Service => {
  const { retired, ...facts } = data;
  return { ...facts, status: retired ? 'Retired' : 'Active' };
};

export const serviceAggregate: Aggregate<Service, ServiceEvent> = { initialState, evolve };

export const sameFacts = (a: ServiceFacts, b: ServiceFacts): boolean =>
  a.service === b.service && a.name === b.name && a.tier === b.tier && a.affectedUsers === b.affectedUsers;
