import type { Definition } from '../domain/definitions';
import { excluded, measured, type Contribution } from './contribution';
import { lengthOf, overlap, union, type Interval } from './intervals';
import type { Span, Timeline } from './timeline';

type Ended<S extends Span = Span> = S & { readonly end: number };

const isEnded = <S extends Span>(span: S): span is Ended<S> => span.end !== null;
const isNegative = ({ start, end }: Ended): boolean => end < start;

interface Begin {
  readonly at: number;
  readonly inferred: boolean;
}

const beginOf = ({ from }: Definition, timeline: Timeline): Begin | null => {
  switch (from) {
    case 'detection':
      return { at: timeline.detection, inferred: timeline.detectionInferred };
    case 'impact-started':
      return timeline.impactStarted === null ? null : { at: timeline.impactStarted, inferred: false };
    default:
      return { at: timeline.opened, inferred: timeline.openedInferred };
  }
};

const endOf = ({ to }: Definition, timeline: Timeline): number | null => {
  switch (to) {
    case 'first-resolve':
      return timeline.cycles[0]?.end ?? null;
    case 'latest-resolve':
      return timeline.cycles.at(-1)?.end ?? null;
    case 'acknowledged':
      return timeline.acknowledged;
    case 'detection':
      return timeline.detection;
    default:
      return timeline.closed;
  }
};

const spansOf = (definition: Definition, timeline: Timeline, begin: number, end: number): readonly Ended[] =>
  definition.cycles === 'each' ? timeline.cycles.filter(isEnded) : [{ start: begin, end }];

/** From a start to an end, by definition. */
export const lapse = (definition: Definition, timeline: Timeline): Contribution => {
  const begin = beginOf(definition, timeline);
  if (begin === null) return excluded(timeline.detection, 'impact-start-unknown');
  const end = endOf(definition, timeline);
  if (end === null) {
    const firstResolve = timeline.cycles[0]?.end ?? null;
    if (definition.to === 'acknowledged' && firstResolve !== null) return excluded(firstResolve, 'never-acknowledged');
    return { part: 'open', at: begin.at };
  }
  if (begin.inferred || (definition.to === 'detection' && timeline.detectionInferred)) return excluded(end, 'opened-inferred');
  const spans = spansOf(definition, timeline, begin.at, end);
  if (spans.some(isNegative)) return excluded(end, 'negative');
  const held = definition.subtract === 'holds' ? overlap(spans, timeline.holds) : 0;
  return measured(definition, timeline, end, lengthOf(spans) - held);
};

/** The union of the impaired intervals, once none of them is open. */
export const impairment = (definition: Definition, timeline: Timeline): Contribution => {
  const spans = timeline.impaired.filter((span) => isEnded(span));
  if (spans.length < timeline.impaired.length) return { part: 'open', at: timeline.impactStart };
  const last = spans.reduce((latest, span) => (span.end >= latest.end ? span : latest));
  if (timeline.startBasis === 'opened' && timeline.openedInferred) return excluded(last.end, 'opened-inferred');
  const wrong = spans.findIndex(isNegative);
  if (wrong >= 0) {
    const unknownStart = wrong === 0 && timeline.startBasis !== 'impact-started' && spans[0]?.endBasis === 'restored';
    return excluded(last.end, unknownStart ? 'restored-before-detection' : 'negative');
  }
  return measured(definition, timeline, last.end, lengthOf(union(spans)), [`start:${timeline.startBasis}`, `end:${last.endBasis}`]);
};

/** Every interval of the union, open ones without an end. What ends before it starts still started. */
export const impairedIntervals = (timeline: Timeline): readonly Interval[] =>
  union(timeline.impaired.map(({ start, end }) => ({ start, end: Math.max(start, end ?? Infinity) })));
