import { findDefinition, type MetricName } from '../domain/definitions';
import type { IncidentFact } from '../domain/incident-fact';
import { incidentFacts } from '../facts/incident-facts.projection';
import * as given from '../testing/incident-contracts';
import { eventsOf, type Step } from '../testing/incident-contracts';
import type { Contribution } from './contribution';
import { contributionsOf } from './contributions';
import { timelineOf } from './timeline';

const start = Date.UTC(2026, 2, 2, 8);
const at = (minute: number): string => new Date(start + minute * 60_000).toISOString();
const factOf = (steps: readonly Step[]): IncidentFact =>
  eventsOf('incident-default.one', steps).reduce<IncidentFact | null>((fact, event) => incidentFacts.evolve(fact, event), null)!;

interface Short {
  readonly part: string;
  /** Minutes since the start of the story. */
  readonly at: number;
  readonly minutes?: number;
  readonly reason?: string;
  readonly tags?: readonly string[];
}

const short = (contribution: Contribution): Short => {
  const base = { part: contribution.part, at: (contribution.at - start) / 60_000 };
  if (contribution.part === 'excluded') return { ...base, reason: contribution.reason };
  return contribution.part === 'measured' && contribution.ms !== null ? { ...base, minutes: contribution.ms / 60_000 } : base;
};

const figures = (metric: MetricName, id: string, ...steps: readonly Step[]): Short[] =>
  contributionsOf(findDefinition(metric, id)!, timelineOf(factOf(steps))).map(short);
const tags = (metric: MetricName, ...steps: readonly Step[]): unknown[] =>
  contributionsOf(findDefinition(metric, '1')!, timelineOf(factOf(steps))).map((each) => (each.part === 'measured' ? each.tags : []));

describe('time to restore', () => {
  const restore = (...steps: readonly Step[]): Short[] => figures('time-to-restore', '1', ...steps);

  it('runs from the start of impact to the restoration', () => {
    const story = [given.logged(at(10), { impactStartedAt: at(2), detectedAt: at(5) }), given.resolved(at(60), { restoredAt: at(40) })];
    expect(restore(...story)).toEqual([{ part: 'measured', at: 40, minutes: 38 }]);
    expect(tags('time-to-restore', ...story)).toEqual([['start:impact-started', 'end:restored']]);
  });

  it('starts at the earlier of detection and opening where the start of impact is unknown', () => {
    const resolve = given.resolved(at(60), { restoredAt: at(40) });
    expect(restore(given.logged(at(10), { detectedAt: at(5) }), resolve)).toEqual([{ part: 'measured', at: 40, minutes: 35 }]);
    expect(restore(given.logged(at(10), { detectedAt: at(12) }), resolve)).toEqual([{ part: 'measured', at: 40, minutes: 30 }]);
  });

  it('ends with the resolve where nobody said when service was back', () => {
    const story = [given.logged(at(0)), given.resolved(at(60))];
    expect(restore(...story)).toEqual([{ part: 'measured', at: 60, minutes: 60 }]);
    expect(tags('time-to-restore', ...story)).toEqual([['start:opened', 'end:resolved']]);
  });

  it('has no hold variant: time on hold counts', () => {
    expect(restore(given.logged(at(0)), given.putOnHold(at(10)), given.resolved(at(60)))).toEqual([{ part: 'measured', at: 60, minutes: 60 }]);
  });

  const resolvedOnce = [given.logged(at(0)), given.resolved(at(60), { restoredAt: at(40) })];

  it('gains nothing from a reopening without impact', () => {
    expect(restore(...resolvedOnce, given.reopened(at(100)))).toEqual([{ part: 'measured', at: 40, minutes: 40 }]);
    expect(restore(...resolvedOnce, given.reopened(at(100)), given.resolved(at(200), { restoredAt: at(190) }))).toEqual([{ part: 'measured', at: 40, minutes: 40 }]);
  });

  it('gains an interval from a relapse', () => {
    const relapse = given.reopened(at(110), { impact: 'relapsed', relapsedAt: at(100) });
    expect(restore(...resolvedOnce, relapse)).toEqual([{ part: 'open', at: 0 }]);
    expect(restore(...resolvedOnce, relapse, given.resolved(at(200), { restoredAt: at(150) }))).toEqual([{ part: 'measured', at: 150, minutes: 90 }]);
  });

  it('counts overlapping intervals once', () => {
    const relapse = given.reopened(at(110), { impact: 'relapsed', relapsedAt: at(30) });
    expect(restore(...resolvedOnce, relapse, given.resolved(at(200), { restoredAt: at(150) }))).toEqual([{ part: 'measured', at: 150, minutes: 150 }]);
  });

  it('loses its end when it turns out that it never was restored', () => {
    const again = given.reopened(at(110), { impact: 'never-restored' });
    expect(restore(...resolvedOnce, again)).toEqual([{ part: 'open', at: 0 }]);
    expect(restore(...resolvedOnce, again, given.resolved(at(200)))).toEqual([{ part: 'measured', at: 200, minutes: 200 }]);
  });

  it('knows restored and impaired again inside one cycle', () => {
    const restored = given.milestone(at(20), { kind: 'restored', at: at(20) });
    const resumed = given.milestone(at(30), { kind: 'impact-resumed', at: at(25) });
    expect(restore(given.logged(at(0)), restored)).toEqual([{ part: 'measured', at: 20, minutes: 20 }]);
    expect(restore(given.logged(at(0)), restored, resumed)).toEqual([{ part: 'open', at: 0 }]);
    expect(restore(given.logged(at(0)), restored, resumed, given.resolved(at(60), { restoredAt: at(55) }))).toEqual([{ part: 'measured', at: 55, minutes: 50 }]);
  });

  it('leaves out what was restored before anybody knew, and says so', () => {
    const story = [given.logged(at(10)), given.resolved(at(60), { restoredAt: at(4) })];
    expect(restore(...story)).toEqual([{ part: 'excluded', at: 4, reason: 'restored-before-detection' }]);
  });

  it('never clamps a negative time', () => {
    const story = [given.logged(at(10), { impactStartedAt: at(8) }), given.resolved(at(60), { restoredAt: at(4) })];
    expect(restore(...story)).toEqual([{ part: 'excluded', at: 4, reason: 'negative' }]);
  });

  it('leaves out an opening that was only inferred, unless impact or detection is known', () => {
    const inferred = { openedAtInferred: true };
    expect(restore(given.logged(at(10), inferred), given.resolved(at(60)))).toEqual([{ part: 'excluded', at: 60, reason: 'opened-inferred' }]);
    expect(restore(given.logged(at(10), { ...inferred, impactStartedAt: at(0) }), given.resolved(at(60)))).toEqual([{ part: 'measured', at: 60, minutes: 60 }]);
  });
});

describe('time to resolve', () => {
  const cycles = [given.logged(at(0)), given.putOnHold(at(5)), given.resumed(at(15)), given.resolved(at(20)), given.closed(at(25)), given.reopened(at(30))];
  const story = [...cycles, given.putOnHold(at(40)), given.resolved(at(50))];

  it.each([
    ['first@1', { at: 20, minutes: 20 }],
    ['last@1', { at: 50, minutes: 50 }],
    ['total@1', { at: 50, minutes: 40 }],
    ['first-excluding-holds@1', { at: 20, minutes: 10 }],
    ['last-excluding-holds@1', { at: 50, minutes: 30 }],
    ['total-excluding-holds@1', { at: 50, minutes: 20 }],
  ])('%s', (id, expected) => {
    expect(figures('time-to-resolve', id, ...story)).toEqual([{ part: 'measured', ...expected }]);
  });

  it('of the first resolution stays where it was through a reopening, the others are open again', () => {
    expect(figures('time-to-resolve', 'first@1', ...cycles)).toEqual([{ part: 'measured', at: 20, minutes: 20 }]);
    expect(figures('time-to-resolve', 'last@1', ...cycles)).toEqual([{ part: 'open', at: 0 }]);
    expect(figures('time-to-resolve', 'total@1', ...cycles)).toEqual([{ part: 'open', at: 0 }]);
  });

  it('takes a close without a resolve as both', () => {
    expect(figures('time-to-resolve', 'last@1', given.logged(at(0)), given.closed(at(9)))).toEqual([{ part: 'measured', at: 9, minutes: 9 }]);
  });

  it('leaves out an inferred opening and a resolve before the opening', () => {
    const inferred = given.logged(at(3), { openedAtInferred: true });
    expect(figures('time-to-resolve', 'first@1', inferred, given.resolved(at(9)))).toEqual([{ part: 'excluded', at: 9, reason: 'opened-inferred' }]);
    expect(figures('time-to-resolve', 'first@1', given.logged(at(3), { openedAt: at(12) }), given.resolved(at(9)))).toEqual([
      { part: 'excluded', at: 9, reason: 'negative' },
    ]);
  });

  it('counts no cancelled incident at all', () => {
    expect(figures('time-to-resolve', 'first@1', given.logged(at(0)), given.cancelled(at(5)))).toEqual([]);
  });

  it('marks what rests on a corrected time', () => {
    const definition = findDefinition('time-to-resolve', 'first@1')!;
    const fact = factOf([given.logged(at(0)), given.resolved(at(9)), given.corrected(at(10), { which: 'opened', at: at(-1) })]);
    const [figure] = contributionsOf(definition, timelineOf(fact));
    expect(figure).toMatchObject({ part: 'measured', ms: 600_000, corrected: true });
    expect(contributionsOf(findDefinition('reopen-rate', '1')!, timelineOf(fact))).toMatchObject([{ corrected: false }]);
  });
});

describe('time to acknowledge, detect and close', () => {
  it('acknowledges from detection, and keeps it through a reopening', () => {
    const story = [given.logged(at(5), { detectedAt: at(2) }), given.workStarted(at(9)), given.resolved(at(20)), given.reopened(at(30)), given.workStarted(at(31))];
    expect(figures('time-to-acknowledge', '1', ...story)).toEqual([{ part: 'measured', at: 9, minutes: 7 }]);
  });

  it('says that nobody acknowledged what was resolved', () => {
    expect(figures('time-to-acknowledge', '1', given.logged(at(5)))).toEqual([{ part: 'open', at: 5 }]);
    expect(figures('time-to-acknowledge', '1', given.logged(at(5)), given.resolved(at(20)))).toEqual([{ part: 'excluded', at: 20, reason: 'never-acknowledged' }]);
  });

  it('detects from the start of impact, else not at all', () => {
    expect(figures('time-to-detect', '1', given.logged(at(5), { impactStartedAt: at(1) }))).toEqual([{ part: 'measured', at: 5, minutes: 4 }]);
    expect(figures('time-to-detect', '1', given.logged(at(5), { detectedAt: at(3) }))).toEqual([{ part: 'excluded', at: 3, reason: 'impact-start-unknown' }]);
    const inferred = given.logged(at(5), { openedAtInferred: true, impactStartedAt: at(1) });
    expect(figures('time-to-detect', '1', inferred)).toEqual([{ part: 'excluded', at: 5, reason: 'opened-inferred' }]);
  });

  it('closes with the latest closure, timer included, and only while closed', () => {
    const story = [given.logged(at(0)), given.resolved(at(5)), given.closed(at(50), { by: 'timer' })];
    expect(figures('time-to-close', '1', ...story)).toEqual([{ part: 'measured', at: 50, minutes: 50 }]);
    expect(figures('time-to-close', '1', ...story, given.closed(at(70), { repeated: true }))).toEqual([{ part: 'measured', at: 70, minutes: 70 }]);
    expect(figures('time-to-close', '1', ...story, given.reopened(at(60)))).toEqual([{ part: 'open', at: 0 }]);
  });
});

describe('frequency, reopen rate and backlog', () => {
  it('counts every start of the union of impaired intervals', () => {
    const relapse = given.reopened(at(110), { impact: 'relapsed', relapsedAt: at(100) });
    const story = [given.logged(at(10), { impactStartedAt: at(2) }), given.resolved(at(60), { restoredAt: at(40) }), relapse];
    expect(figures('frequency', '1', ...story)).toEqual([{ part: 'measured', at: 2 }, { part: 'measured', at: 100 }]);
    expect(figures('frequency', 'opened@1', ...story)).toEqual([{ part: 'measured', at: 10 }]);
  });

  it('counts a relapse at the very instant of the restoration as the same start', () => {
    const relapse = given.reopened(at(110), { impact: 'relapsed', relapsedAt: at(40) });
    const story = [given.logged(at(10)), given.resolved(at(60), { restoredAt: at(40) }), relapse];
    expect(figures('frequency', '1', ...story)).toEqual([{ part: 'measured', at: 10 }]);
  });

  it('counts no opening that was only inferred', () => {
    const inferred = given.logged(at(10), { openedAtInferred: true });
    expect(figures('frequency', 'opened@1', inferred)).toEqual([{ part: 'excluded', at: 10, reason: 'opened-inferred' }]);
    expect(figures('frequency', '1', inferred)).toEqual([{ part: 'excluded', at: 10, reason: 'opened-inferred' }]);
  });

  const day = 1440;

  it.each([
    ['reopened within the window', 30 * day, ['hit'], ['hit']],
    ['reopened after the window', 30 * day + 1, [], ['hit']],
  ])('counts what was %s', (_, gap, within, ever) => {
    const timeline = timelineOf(factOf([given.logged(at(0)), given.resolved(at(5)), given.reopened(at(5 + gap))]));
    expect(contributionsOf(findDefinition('reopen-rate', '1')!, timeline)).toMatchObject([{ part: 'measured', at: start + 300_000, tags: within }]);
    expect(contributionsOf(findDefinition('reopen-rate', 'ever@1')!, timeline)).toMatchObject([{ tags: ever }]);
  });

  it('takes another incident that continues it as a reopening', () => {
    const fact = factOf([given.logged(at(0)), given.resolved(at(5)), given.closed(at(6))]);
    const continued = timelineOf(fact, start + 10 * day * 60_000);
    expect(contributionsOf(findDefinition('reopen-rate', '1')!, continued)).toMatchObject([{ tags: ['hit'] }]);
    expect(contributionsOf(findDefinition('reopen-rate', '1')!, timelineOf(fact))).toMatchObject([{ tags: [] }]);
  });

  it('lets the backlog rise and fall with each cycle, and keeps a cancelled one until then', () => {
    const cycles = [given.logged(at(0)), given.resolved(at(5)), given.reopened(at(8)), given.cancelled(at(9))];
    expect(figures('backlog', '1', ...cycles)).toEqual([
      { part: 'entered', at: 0 },
      { part: 'left', at: 5 },
      { part: 'entered', at: 8 },
      { part: 'left', at: 9 },
    ]);
  });
});
