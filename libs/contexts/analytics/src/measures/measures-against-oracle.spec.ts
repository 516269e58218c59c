import fc from 'fast-check';
import { definitions, findDefinition } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { incidentFacts } from '../facts/incident-facts.projection';
import { eventsOf, type Step } from '../testing/incident-contracts';
import { historyFrom } from '../testing/incident-histories';
import type { Contribution } from './contribution';
import { contributionsOf } from './contributions';
import { lengthOf, overlap, union } from './intervals';
import { timelineOf } from './timeline';

const minute = 60_000;
const start = Date.UTC(2026, 2, 2, 8);
const minuteOf = (instant: unknown): number => (Date.parse(instant as string) - start) / minute;
const foldFact = (steps: readonly Step[]): IncidentFact =>
  eventsOf('incident-default.one', steps).reduce<IncidentFact | null>((fact, event) => incidentFacts.evolve(fact, event), null)!;

const histories = fc
  .array(fc.nat(997), { maxLength: 90, size: 'max' })
  .map((choices) => historyFrom(choices, { start: new Date(start).toISOString(), gaps: [0, minute, 3 * minute, 8 * minute], number: 'INC-1' }));
const uncorrected = histories.map((steps) => steps.filter(({ type }) => type !== 'IncidentTimeCorrected'));
const settings = { seed: 20_260_302, numRuns: 400 };

/** What an incident is during the minute that begins at `time`, replayed from its events. */
const statusDuring = (steps: readonly Step[], time: number): 'absent' | 'working' | 'held' | 'done' => {
  const [first, ...rest] = steps;
  if (time < minuteOf((first!.data as Record<string, unknown>)['openedAt'])) return 'absent';
  let status: 'working' | 'held' | 'done' = 'working';
  for (const { type, occurredAt } of rest) {
    if (minuteOf(occurredAt) > time) break;
    if (type === 'IncidentPutOnHold') status = 'held';
    if (type === 'IncidentResumed' || type === 'IncidentReopened') status = 'working';
    if (['IncidentResolved', 'IncidentClosed', 'IncidentCancelled'].includes(type)) status = 'done';
  }
  return status;
};

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** Time to resolve by counting minutes. */
const countedMinutes = (steps: readonly Step[], which: string): number | 'open' | 'nothing' => {
  const opened = minuteOf((steps[0]!.data as Record<string, unknown>)['openedAt']);
  const resolves = steps.filter(({ type }) => type === 'IncidentResolved').map(({ occurredAt }) => minuteOf(occurredAt));
  const last = steps.findLast(({ type }) => ['IncidentResolved', 'IncidentReopened'].includes(type));
  if (steps.some(({ type }) => type === 'IncidentCancelled')) return 'nothing';
  const end = which.startsWith('first') ? resolves[0] : last?.type === 'IncidentResolved' ? resolves.at(-1) : undefined;
  if (end === undefined) return 'open';
  const counts = {
    'first@1': () => true,
    'last@1': () => true,
    'total@1': (time: number) => statusDuring(steps, time) !== 'done',
    'first-excluding-holds@1': (time: number) => statusDuring(steps, time) !== 'held',
    'last-excluding-holds@1': (time: number) => statusDuring(steps, time) !== 'held',
    'total-excluding-holds@1': (time: number) => statusDuring(steps, time) === 'working',
  }[which]!;
  return range(opened, end).filter(counts).length;
};

const outcome = ([first]: readonly Contribution[]): number | 'open' | 'nothing' | 'excluded' => {
  if (!first) return 'nothing';
  return first.part === 'measured' ? first.ms! / minute : (first.part as 'open' | 'excluded');
};

it.each(['first@1', 'last@1', 'total@1', 'first-excluding-holds@1', 'last-excluding-holds@1', 'total-excluding-holds@1'])(
  'time to resolve %s equals the minutes that were counted',
  (id) => {
    fc.assert(
      fc.property(uncorrected, (steps) => {
        const expected = countedMinutes(steps, id);
        const inferred = (steps[0]!.data as Record<string, unknown>)['openedAtInferred'] === true;
        const actual = outcome(contributionsOf(findDefinition('time-to-resolve', id)!, timelineOf(foldFact(steps))));
        expect(actual).toBe(inferred && typeof expected === 'number' ? 'excluded' : expected);
      }),
      settings,
    );
  },
);

it('the backlog equals the incidents that are open at any minute', () => {
  fc.assert(
    fc.property(uncorrected, (steps) => {
      const contributions = contributionsOf(findDefinition('backlog', '1')!, timelineOf(foldFact(steps)));
      const end = minuteOf(steps.at(-1)!.occurredAt) + 2;
      for (const time of range(-10, end)) {
        const until = contributions.filter(({ at }) => (at - start) / minute <= time);
        const stock = until.filter(({ part }) => part === 'entered').length - until.filter(({ part }) => part === 'left').length;
        expect(stock).toBe(['working', 'held'].includes(statusDuring(steps, time)) ? 1 : 0);
      }
    }),
    settings,
  );
});

interface Impaired {
  from: number | null;
  to: number | null;
  resolve: number;
}

/** Time to restore by marking minutes; intervals told step by step as the domain tells them. */
const markedMinutes = (steps: readonly Step[]): number | 'open' | 'nothing' | 'excluded' => {
  const log = steps[0]!.data as Record<string, string | boolean | null>;
  const times = { opened: minuteOf(log['openedAt']), impact: log['impactStartedAt'], detected: log['detectedAt'], inferred: log['openedAtInferred'] === true };
  const intervals: Impaired[] = [{ from: null, to: null, resolve: 1 }];
  const resolves = new Map<number, number>();
  let cycle = 1;
  const last = (): Impaired => intervals.at(-1)!;
  const running = (): boolean => last().to === null && !resolves.has(last().resolve);
  const resume = (at: number): void => {
    if (!running()) intervals.push({ from: at, to: null, resolve: resolves.has(cycle) ? cycle + 1 : cycle });
  };
  for (const { type, data, occurredAt } of steps.slice(1)) {
    const { kind, which, at, restoredAt, impact, relapsedAt } = data as Record<string, string | null>;
    const now = minuteOf(occurredAt);
    if (type === 'IncidentCancelled') return 'nothing';
    if (type === 'IncidentReopened') {
      cycle += 1;
      if (impact === 'relapsed') intervals.push({ from: relapsedAt ? minuteOf(relapsedAt) : now, to: null, resolve: cycle });
      if (impact === 'never-restored') Object.assign(last(), { to: null, resolve: cycle });
    }
    if (type === 'IncidentResolved') {
      if (restoredAt && (running() || last().resolve === cycle)) last().to = minuteOf(restoredAt);
      resolves.set(cycle, now);
    }
    const said = kind ?? which;
    if (said === 'impact-started') times.impact = at!;
    if (said === 'detected') times.detected = at!;
    if (which === 'opened') Object.assign(times, { opened: minuteOf(at), inferred: false });
    if (which === 'resolved' && resolves.size > 0) resolves.set(Math.max(...resolves.keys()), minuteOf(at));
    if (which === 'restored' || (kind === 'restored' && (running() || last().resolve >= cycle))) last().to = minuteOf(at);
    if (which === 'impact-resumed' && intervals.length > 1) last().from = minuteOf(at);
    else if (said === 'impact-resumed') resume(minuteOf(at));
  }
  const detected = times.detected ? minuteOf(times.detected) : Infinity;
  const own = times.impact ? minuteOf(times.impact) : Math.min(detected, times.opened);
  const marked = new Set<number>();
  let negative = false;
  for (const { from, to, resolve } of intervals) {
    const end = to ?? resolves.get(resolve);
    if (end === undefined) return 'open';
    negative ||= end < (from ?? own);
    for (const time of range(from ?? own, end)) marked.add(time);
  }
  return negative || (!times.impact && times.inferred && times.opened < detected) ? 'excluded' : marked.size;
};

it('time to restore equals the minutes that were marked, corrections included', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      expect(outcome(contributionsOf(findDefinition('time-to-restore', '1')!, timelineOf(foldFact(steps))))).toBe(markedMinutes(steps));
    }),
    { ...settings, numRuns: 2000 },
  );
});

it('no definition yields a negative or fractional duration, and every contribution falls into a slot of its fact', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const fact = foldFact(steps);
      const slots = fact.slots.map((slot) => slot.split('|').slice(1));
      for (const each of definitions.flatMap((definition) => contributionsOf(definition, timelineOf(fact)))) {
        const at = new Date(each.at);
        const quarter = String(at.getUTCHours() * 4 + Math.floor(at.getUTCMinutes() / 15)).padStart(2, '0');
        expect(slots).toContainEqual([at.toISOString().slice(0, 10), quarter]);
        if (each.part === 'measured' && each.ms !== null) expect(Number.isInteger(each.ms) && each.ms >= 0).toBe(true);
      }
    }),
    settings,
  );
});

describe('intervals', () => {
  const intervals = fc.array(fc.tuple(fc.nat(40), fc.nat(15)).map(([from, length]) => ({ start: from, end: from + length })), { maxLength: 6 });
  const minutes = (list: readonly { start: number; end: number }[]): Set<number> => new Set(list.flatMap(({ start: from, end }) => range(from, end)));

  it('unite to the length of what any of them covers', () => {
    fc.assert(fc.property(intervals, (list) => lengthOf(union(list)) === minutes(list).size), settings);
  });

  it('overlap for as long as both cover', () => {
    fc.assert(fc.property(intervals, intervals, (one, other) => overlap(one, other) === [...minutes(one)].filter((time) => minutes(other).has(time)).length), settings);
  });
});
