import type { ProjectedDocument, ProjectedEvent, StreamProjection } from '../projection';
import type { ProjectionSource } from '../projector';

/** How often a light was switched, and on or off. */
export interface Lamp extends ProjectedDocument {
  readonly on: boolean;
  readonly switched: number;
  readonly types: readonly string[];
}

export const lamps: StreamProjection<Lamp> = {
  name: 'lamps',
  categories: ['light'],
  collection: { name: 'lamps_v1', indexes: [{ fields: ['on'] }] },
  evolve: (lamp, { type }) => ({ rev: -1, on: type === 'LightSwitchedOn', switched: (lamp?.switched ?? 0) + 1, types: [...(lamp?.types ?? []), type] }),
};

export const lampEvent = (stream: string, revision: number, type = revision % 2 === 0 ? 'LightSwitchedOn' : 'LightSwitchedOff'): ProjectedEvent => ({
  id: `${stream}@${revision}`,
  stream,
  tenant: 'default',
  revision,
  position: String(revision).padStart(8, '0'),
  hash: `hash ${stream}@${revision}`,
  type,
  data: {},
  actor: 'ada',
  origin: 'live',
  occurredAt: '2026-03-02T08:00:00.000Z',
  recordedAt: '2026-03-02T08:00:00.000Z',
});

export const lampEvents = (stream: string, count: number): ProjectedEvent[] => Array.from({ length: count }, (_, revision) => lampEvent(stream, revision));

/** A source of these events; tells how often it was asked. */
export const sourceOf = (events: readonly ProjectedEvent[]): ProjectionSource & { asked: number } => {
  const source = {
    asked: 0,
    readFrom: (stream: string, revision: number): Promise<readonly ProjectedEvent[]> => {
      source.asked += 1;
      return Promise.resolve(events.filter((each) => each.stream === stream && each.revision >= revision));
    },
  };
  return source;
};
