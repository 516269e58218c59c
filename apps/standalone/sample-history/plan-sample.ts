import { plusMillis, type Instant } from '@firebreak/event-sourcing';
import { callerNamed, desk, manager, resolversOf, services, type SampleCause, type SamplePerson, type SampleService } from './estate';
import { around, pick, type Random } from './seeded-random';

/** One request of somebody at some time; `incident` counts the incidents of the story. */
export interface PlannedStep {
  readonly at: Instant;
  readonly by: SamplePerson;
  readonly incident: number;
  /** Null logs the incident. */
  readonly verb: string | null;
  readonly body: object;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;

interface Story {
  readonly random: Random;
  readonly incident: number;
  readonly service: SampleService;
  readonly cause: SampleCause;
  readonly openedAt: Instant;
}

const resolution = ({ cause }: Story, restoredAt: Instant, permanent: boolean): object => ({
  resolutionCode: permanent ? 'fix' : 'workaround',
  causeCode: cause.code,
  notes: permanent ? 'Cause removed and service checked.' : 'Service brought back; the cause is still there.',
  restoredAt,
  workaround: permanent ? null : 'Restart, then watch the load.',
});

const lifeOf = (story: Story): PlannedStep[] => {
  const { random, incident, service, cause, openedAt } = story;
  const agent = pick(random, desk);
  const caller = callerNamed(1 + Math.floor(random() * 400));
  const resolver = pick(random, resolversOf(service.group));
  const steps: PlannedStep[] = [];
  let at = openedAt;
  const next = (ms: number, by: SamplePerson, verb: string | null, body: object): void => {
    at = plusMillis(at, ms);
    steps.push({ at, by, incident, verb, body });
  };
  const impactStartedAt = plusMillis(openedAt, -around(random, 6 * minute));
  next(0, agent, null, { title: cause.title, source: 'service-desk', channel: pick(random, ['phone', 'portal', 'chat']), caller: caller.id, service: service.key, impactStartedAt, fingerprint: `${service.key}/${cause.code}` });
  const { category, subcategory, impact, urgency } = cause;
  next(around(random, 3 * minute), agent, 'triage', { category, subcategory, service: service.key, impact, urgency });
  next(around(random, 2 * minute), agent, 'assign', { group: service.group, assignee: resolver.id });
  next(around(random, impact === 1 ? 5 * minute : 40 * minute), resolver, 'start-work', {});
  if (random() < 0.18) {
    next(around(random, 20 * minute), resolver, 'put-on-hold', { reason: 'caller', comment: 'Please tell us when it happened last.', followUpAt: plusMillis(at, 2 * day) });
    next(around(random, 3 * hour, 0.5), resolver, 'resume-work', { reason: 'work' });
  }
  const work = around(random, cause.restoreMs);
  next(work + around(random, 8 * minute), resolver, 'resolve', resolution(story, plusMillis(at, work), random() < 0.35));
  if (random() < 0.07) {
    next(around(random, 5 * hour, 0.4), caller, 'reopen', { reason: 'It happens again.', impact: 'never-restored' });
    const again = around(random, cause.restoreMs);
    next(again + around(random, 8 * minute), resolver, 'resolve', resolution(story, plusMillis(at, again), true));
  }
  next(around(random, 20 * hour, 0.5), caller, 'close', {});
  if (random() < 0.03) next(day, manager, 'correct-time', { which: 'impact-started', at: plusMillis(impactStartedAt, -5 * minute), reason: 'Monitoring shows an earlier start.' });
  return steps;
};

/** What happens between two instants, in order of time. The same seed is the same story. */
export const planSample = (random: Random, from: Instant, to: Instant): readonly PlannedStep[] => {
  const steps: PlannedStep[] = [];
  let incident = 0;
  for (const service of services) {
    for (const cause of service.causes) {
      const gap = (week / cause.weekly) * cause.burst;
      for (let at = plusMillis(from, Math.round(random() * gap)); at < to; at = plusMillis(at, Math.round(-Math.log(1 - random()) * gap) + minute)) {
        const size = cause.burst === 1 ? 1 : 1 + Math.floor(random() * cause.burst);
        for (let n = 0; n < size; n += 1) {
          const openedAt = plusMillis(at, Math.floor(random() * 50 * minute));
          steps.push(...lifeOf({ random, incident, service, cause, openedAt }));
          incident += 1;
        }
      }
    }
  }
  return steps.filter((step) => step.at < to).sort((a, b) => (a.at === b.at ? a.incident - b.incident : a.at < b.at ? -1 : 1));
};
