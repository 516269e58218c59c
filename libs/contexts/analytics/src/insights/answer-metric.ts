import { refused, toInstant } from '@firebreak/event-sourcing';
import type { Bucket } from '../domain/buckets';
import { definitionName } from '../domain/definitions';
import type { FigureAnswer, GroupAnswer, MetricAnswer } from '../domain/metric-answer';
import type { MetricQuery } from '../domain/metric-query';
import { compareValues } from '../rollups/documents';
import { relativeError } from '../rollups/sketch';
import { Tally } from '../rollups/tally';
import { countFigure, durationFigure, flowOf, isMature, ratioFigure, stockFigure } from './figures';
import { fillBefore, fillCells } from './fill-cells';
import type { InsightStore } from './insight-store';

export const maxCells = 100_000;

/** The figures of one row of cells: the undivided ones, or those of one value of the dimension. */
interface Figures {
  readonly buckets: readonly FigureAnswer[];
  readonly total: FigureAnswer;
}

/** All given tallies as one, with the times of all of them where they are kept. */
const merged = (tallies: readonly (Tally | undefined)[], keepTimes: boolean): Tally => {
  const whole = new Tally({ keepTimes });
  for (const tally of tallies) {
    if (!tally) continue;
    whole.merge(tally.figure());
    for (const time of tally.times ?? []) whole.times?.push(time);
  }
  return whole;
};

const stocks = (query: MetricQuery, buckets: readonly Bucket[], tallies: readonly (Tally | undefined)[], before: Tally | undefined): Figures => {
  const prior = flowOf(before);
  let open = prior.inflow - prior.outflow;
  const figures = buckets.map(({ start }, index) => {
    const { inflow, outflow } = flowOf(tallies[index]);
    open += inflow - outflow;
    return stockFigure(start > query.now ? null : open, inflow, outflow);
  });
  const { inflow, outflow } = flowOf(merged(tallies, false));
  return { buckets: figures, total: stockFigure(query.from > query.now ? null : open, inflow, outflow) };
};

const ratios = (query: MetricQuery, buckets: readonly Bucket[], tallies: readonly (Tally | undefined)[]): Figures => {
  const mature = buckets.map((bucket) => isMature(query.definition, bucket, query.now));
  return {
    buckets: tallies.map((tally, index) => (mature[index] ? ratioFigure(tally) : ratioFigure(undefined, tally))),
    total: ratioFigure(merged(tallies.filter((_, index) => mature[index]), false), merged(tallies.filter((_, index) => !mature[index]), false)),
  };
};

const figuresOf = (
  query: MetricQuery,
  buckets: readonly Bucket[],
  tallies: readonly (Tally | undefined)[],
  before: Tally | undefined,
  isWhole: boolean,
): Figures => {
  const { definition, exact } = query;
  switch (definition.kind) {
    case 'duration':
      return {
        buckets: tallies.map((tally) => durationFigure(definition, tally, isWhole)),
        total: durationFigure(definition, merged(tallies, exact), isWhole),
      };
    case 'count':
      return { buckets: tallies.map((tally) => countFigure(tally)), total: countFigure(merged(tallies, false)) };
    case 'ratio':
      return ratios(query, buckets, tallies);
    case 'stock':
      return stocks(query, buckets, tallies, before);
  }
};

const errorOf = ({ definition, exact }: MetricQuery): number | null => {
  if (definition.kind !== 'duration') return null;
  return exact ? 0 : relativeError;
};

/** Answers a question from the read models alone. @throws CodedError `range-too-long`, `too-many-incidents` */
export const answerMetric = async (store: InsightStore, query: MetricQuery): Promise<MetricAnswer> => {
  const { definition, by, exact } = query;
  const cells = await fillCells(store, query);
  const before = definition.kind === 'stock' ? await fillBefore(store, query) : null;
  const values = [...new Set([...cells.values(), ...(before?.values() ?? [])])].sort(compareValues);
  if (values.length * cells.buckets.length > maxCells) {
    throw refused('range-too-long', { field: 'bucket', most: maxCells, whatToDo: 'choose larger buckets or a shorter range' });
  }
  const whole = figuresOf(query, cells.buckets, cells.wholeRow(), before?.wholeRow()[0], true);
  const groups = values.map((value) => ({ value, figures: figuresOf(query, cells.buckets, cells.row(value), before?.row(value)[0], false) }));
  return {
    metric: definition.metric,
    definition: { ...definition, name: definitionName(definition) },
    clock: definition.clock,
    zone: query.zone,
    population: definition.population,
    by,
    bucket: query.bucket,
    from: toInstant(query.from),
    to: toInstant(query.to),
    exact,
    relativeError: errorOf(query),
    exclusions: whole.total.exclusions,
    nOpen: whole.total.nOpen,
    nCorrected: whole.total.nCorrected,
    total: { figures: whole.total, groups: groups.map(({ value, figures }): GroupAnswer => ({ value, figures: figures.total })) },
    buckets: cells.buckets.map(({ start, end }, index) => ({
      from: toInstant(start),
      to: toInstant(end),
      figures: whole.buckets[index]!,
      groups: groups.map(({ value, figures }): GroupAnswer => ({ value, figures: figures.buckets[index]! })),
    })),
  };
};
