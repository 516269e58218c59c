import { createEventCodec, event, handleCommand, hasCode, type Aggregate, type Command, type Decision, type DomainEvent, type EventStore, type EventToAppend, type Handled, type ProjectedDocument, type StreamProjection } from '@firebreak/event-sourcing';
import { randomUUID } from 'node:crypto';

type Counted = DomainEvent<'Counted', { readonly value: number }>;
type Count = Command<'Count', { readonly value: number }>;

export const counterCodec = createEventCodec<Counted>({ Counted: { personal: [] } });
const counter: Aggregate<number, Counted> = { initialState: 0, evolve: (_, { data }) => data.value };
const count: Decision<Count, number, Counted> = ({ data }) => [event('Counted', { value: data.value })];

export interface CounterDocument extends ProjectedDocument {
  readonly values: readonly number[];
}

export const counters: StreamProjection<CounterDocument> = {
  name: 'counters',
  categories: ['counter'],
  collection: { name: 'counters_v1', indexes: [] },
  evolve: (doc, { data }) => ({ rev: -1, values: [...(doc?.values ?? []), (data as Counted['data']).value] }),
};

export interface Counting {
  readonly handled: Handled;
  /** How often the caller had to ask again, under the same key. */
  readonly repeats: number;
}

/** One command as a caller sends it: under one key, again for as long as the store cannot say. */
export const sendCount = async (store: EventStore, stream: string, value: number, onConflict?: () => void): Promise<Counting> => {
  const command: Count = {
    type: 'Count',
    data: { value },
    meta: {
      tenant: 'default',
      actor: { id: 'ada', roles: [], groups: [] },
      onBehalfOf: null,
      correlationId: randomUUID(),
      causationId: null,
      origin: 'live',
      now: '2026-03-02T08:00:00.000Z',
      idempotency: { keyHash: `${stream}/${value}`, bodyHash: 'body', actor: 'ada' },
    },
  };
  for (let repeats = 0; ; repeats += 1) {
    try {
      return { handled: await handleCommand({ store, codec: counterCodec, aggregate: counter, onConflict }, stream, count, command, { expected: 'any' }), repeats };
    } catch (error) {
      if (!hasCode(error, 'append-outcome-unknown', 'store-unavailable')) throw error;
    }
  }
};

export const plain = (data = '{"value":1}'): EventToAppend => ({ id: randomUUID(), type: 'Counted', data, metadata: '{"actor":"ada"}', hash: 'hash' });
