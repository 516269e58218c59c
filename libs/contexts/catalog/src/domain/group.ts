import type { Aggregate, EvolvedEvent } from '@firebreak/event-sourcing';
import type { GroupEvent } from './catalog-events';
import { catalogStream } from './catalog-stream';
import type { Absent } from './rules';

export const streamName = (tenant: string, key: string): string => catalogStream('group', tenant, key);

export interface GroupFacts {
  readonly group: string;
  readonly name: string;
  readonly members: readonly string[];
}

export type ActiveGroup = GroupFacts & { readonly status: 'Active' };
export type RetiredGroup = GroupFacts & { readonly status: 'Retired' };
export type Group = Absent | ActiveGroup | RetiredGroup;

export const initialState: Group = { status: 'Absent' };

export const evolve = (_before: Group, { data }: EvolvedEvent<GroupEvent>): Group => {
  const { retired, ...facts } = data;
  return { ...facts, status: retired ? 'Retired' : 'Active' };
};

export const groupAggregate: Aggregate<Group, GroupEvent> = { initialState, evolve };

/** Each once, in one order: who was named first says nothing. */
export const asMembers = (people: readonly string[]): readonly string[] => [...new Set(people)].sort();

export const sameMembers = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((each, index) => each === b[index]);
