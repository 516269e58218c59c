import type { Definition } from '../domain/definitions';
import { excluded, measured, type Contribution } from './contribution';
import { impairedIntervals, impairment, lapse } from './durations';
import type { Timeline } from './timeline';

const openings = (definition: Definition, timeline: Timeline): readonly Contribution[] => [
  timeline.openedInferred ? excluded(timeline.opened, 'opened-inferred') : measured(definition, timeline, timeline.opened, null),
];

const starts = (definition: Definition, timeline: Timeline): readonly Contribution[] => {
  const unknown = timeline.startBasis === 'opened' && timeline.openedInferred;
  return impairedIntervals(timeline).map(({ start }) => {
    const own = start === timeline.impactStart;
    if (own && unknown) return excluded(start, 'opened-inferred');
    return measured(definition, timeline, start, null, own ? [`start:${timeline.startBasis}`] : []);
  });
};

const firstResolve = (definition: Definition, timeline: Timeline): readonly Contribution[] => {
  const [first, second] = timeline.cycles;
  const end = first?.end ?? null;
  if (end === null) return [];
  const again = Math.min(second?.start ?? Infinity, timeline.continuedAt ?? Infinity);
  const hit = again - end <= (definition.windowMs ?? Number.MAX_VALUE);
  return [measured(definition, timeline, end, null, hit ? ['hit'] : [])];
};

const entriesAndExits = ({ cycles, cancelled }: Timeline): readonly Contribution[] =>
  cycles.flatMap(({ start, end }): Contribution[] => {
    const exit = end ?? cancelled;
    return [{ part: 'entered', at: start }, ...(exit === null ? [] : [{ part: 'left', at: exit } as const])];
  });

/** Everything an incident adds to the figures of a definition. */
export const contributionsOf = (definition: Definition, timeline: Timeline): readonly Contribution[] => {
  if (definition.population === 'roots' && !timeline.root) return [];
  switch (definition.kind) {
    case 'duration':
      return [definition.cycles === 'impaired' ? impairment(definition, timeline) : lapse(definition, timeline)];
    case 'count':
      return definition.cycles === 'impaired' ? starts(definition, timeline) : openings(definition, timeline);
    case 'ratio':
      return firstResolve(definition, timeline);
    case 'stock':
      return entriesAndExits(timeline);
  }
};
