import { CodedError } from './errors';
import type { JsonObject } from './json';

/** One step: the data of `from` become the data of `to`. Chains lead every old type to its latest. */
export interface Upcaster {
  readonly from: string;
  readonly to: string;
  readonly upcast: (data: JsonObject) => JsonObject;
}

/** What the codec must know of each latest event type: which top-level data fields hold personal text. */
export type EventTypes = Readonly<Record<string, { readonly personal: readonly string[] }>>;

export interface Upcasted {
  readonly type: string;
  readonly data: JsonObject;
}

/**
 * @throws CodedError `upcaster-chain-broken` at construction when a step leads nowhere or two steps start at one type
 */
export const createUpcasting = (types: EventTypes, upcasters: readonly Upcaster[]): ((type: string, data: JsonObject) => Upcasted) => {
  const steps = new Map<string, Upcaster>();
  for (const step of upcasters) {
    if (steps.has(step.from) || step.from in types) throw new CodedError('upcaster-chain-broken', { from: step.from });
    steps.set(step.from, step);
  }
  for (const start of steps.keys()) {
    const seen = new Set<string>();
    let type = start;
    while (!(type in types)) {
      const step = steps.get(type);
      if (!step || seen.has(type)) throw new CodedError('upcaster-chain-broken', { from: start, at: type });
      seen.add(type);
      type = step.to;
    }
  }
  return (storedType, storedData) => {
    let type = storedType;
    let data = storedData;
    while (!(type in types)) {
      const step = steps.get(type);
      if (!step) throw new CodedError('unknown-event-type', { type: storedType });
      data = step.upcast(data);
      type = step.to;
    }
    return { type, data };
  };
};
