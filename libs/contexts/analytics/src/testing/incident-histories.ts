import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import {
  activity,
  assigned,
  cancelled,
  categorized,
  closed,
  corrected,
  logged,
  milestone,
  prioritized,
  putOnHold,
  reopened,
  resolved,
  resumed,
  workStarted,
  type Step,
} from './incident-contracts';

export interface HistoryOptions {
  readonly start: Instant;
  /** The gaps between two steps, in milliseconds, to pick from. */
  readonly gaps: readonly number[];
  readonly number: string;
  /** Ids of incidents that this one may continue. */
  readonly earlier?: readonly string[];
}

const services = [null, 'mail', 'payments', 'vpn'];
const categories = [null, 'hardware', 'software'];
const groups = [null, 'desk', 'network', 'storage'];
const impacts = ['none', 'relapsed', 'never-restored'];
const correctable = ['opened', 'resolved', 'impact-started', 'detected', 'acknowledged', 'restored', 'impact-resumed'];
const recordable = ['impact-started', 'detected', 'acknowledged', 'restored', 'impact-resumed'];

type Status = 'open' | 'held' | 'resolved' | 'closed' | 'cancelled';

/** Spells a legal life of one incident out of numbers: any list is one, and a shorter list is a prefix of that life. */
export const historyFrom = (choices: readonly number[], { start, gaps, number, earlier = [] }: HistoryOptions): readonly Step[] => {
  let next = 0;
  const choose = (count: number): number => (choices[next++] ?? 0) % count;
  const oneOf = <T>(items: readonly T[]): T => items[choose(items.length)]!;
  let now = start;
  const before = (): Instant => plusMillis(now, -oneOf(gaps));
  const perhaps = <T>(value: () => T): T | null => (choose(3) === 0 ? value() : null);

  const first = logged(now, {
    number,
    openedAt: before(),
    openedAtInferred: choose(8) === 7,
    impactStartedAt: perhaps(before),
    detectedAt: perhaps(before),
    service: oneOf(services),
    source: oneOf(['firebreak', 'servicenow']),
    reopens: earlier.length > 0 ? perhaps(() => oneOf(earlier)) : null,
  });
  const steps: Step[] = [first];
  let status: Status = 'open';
  let cycle = 1;
  const take = (made: Step, to: Status = status): void => {
    steps.push(made);
    status = to;
  };
  const anytime: readonly (() => void)[] = [
    () => take(categorized(now, { category: oneOf(categories), service: oneOf(services) })),
    () => take(prioritized(now, { priority: oneOf(['P1', 'P2', 'P5']), impact: 1 + choose(3), urgency: 1 + choose(3) })),
    () => take(assigned(now, { group: oneOf(groups), assignee: oneOf([null, 'bob', 'eve']) })),
    () => take(activity(now)),
    () => take(milestone(now, { kind: oneOf(recordable), at: before() })),
    () => take(corrected(now, { which: oneOf(correctable), at: before() })),
  ];
  const change = (): void => oneOf(anytime)();
  const work = (): void => take(workStarted(now, { human: choose(3) > 0, inferred: choose(4) === 3 }));
  const hold = (): void => take(putOnHold(now), 'held');
  const restored = (): Step => milestone(now, { kind: 'restored', at: before() });
  const impaired = (): Step => milestone(now, { kind: 'impact-resumed', at: before() });
  const pulse = (): void => take(choose(2) === 0 ? restored() : impaired());
  const end = (): void => take(resolved(now, { cycle, restoredAt: choose(2) === 0 ? before() : null, causeCode: oneOf(['disk', 'unknown']) }), 'resolved');
  const cancel = (): void => (choose(8) === 7 ? take(cancelled(now), 'cancelled') : change());
  const again = (): void => {
    cycle += 1;
    take(reopened(now, { cycle, impact: oneOf(impacts), relapsedAt: perhaps(before) }), 'open');
  };
  const moves: Readonly<Record<Status, readonly (() => void)[]>> = {
    open: [change, change, work, hold, hold, pulse, end, end, cancel],
    held: [change, () => take(resumed(now), 'open'), () => take(resumed(now), 'open'), hold, end, cancel],
    resolved: [change, pulse, () => take(closed(now, { cycle }), 'closed'), again, again],
    closed: [change, () => take(closed(now, { cycle, repeated: true })), again],
    cancelled: [() => take(activity(now))],
  };
  while (next < choices.length) {
    now = plusMillis(now, oneOf(gaps));
    oneOf(moves[status])();
  }
  return steps;
};
