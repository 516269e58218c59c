import { plusMillis } from '@firebreak/event-sourcing';
import type { Headers } from './people';
import { day, minute } from './stories';
import { Refusal, type World } from './world';

export interface Figures {
  readonly n: number;
  readonly nOpen: number;
  readonly sumMs?: number;
  readonly meanMs?: number | null;
  readonly [more: string]: unknown;
}

export interface MetricAnswer {
  readonly metric: string;
  readonly definition: { readonly name?: string; readonly id: string; readonly version: number };
  readonly zone: string;
  readonly population: string;
  readonly exact: boolean;
  readonly freshness: object;
  readonly total: { readonly figures: Figures; readonly groups: readonly { readonly value: string | null; readonly figures: Figures }[] };
  readonly buckets: readonly { readonly from: string; readonly to: string; readonly figures: Figures }[];
}

/** From a week ago until soon. */
export const lately = (world: World): string => `from=${plusMillis(world.target.now(), -7 * day)}&to=${plusMillis(world.target.now(), 15 * minute)}`;

export const metric = async (world: World, name: string, query = '', headers: Headers = {}): Promise<MetricAnswer> => {
  const url = `/v1/insights/${name}?${lately(world)}${query}`;
  const answer = await world.people.manager.get(url, headers);
  if (answer.status !== 200) throw new Refusal(`GET ${url}`, answer);
  return answer.body as MetricAnswer;
};

/** The figures of one service, null where it has none. */
export const ofService = async (world: World, name: string, query = '', headers: Headers = {}, service = world.service): Promise<Figures | null> => {
  const { total } = await metric(world, name, `&by=service${query}`, headers);
  return total.groups.find(({ value }) => value === service)?.figures ?? null;
};
