import { specFor } from '@firebreak/event-sourcing-testing';
import type { CommandMeta } from '@firebreak/event-sourcing';
import { policyAggregate, type ReportingPolicyPublished } from '../../domain/reporting-policy';
import { publishReportingPolicy, type PublishReportingPolicy } from './publish-reporting-policy';

const given = specFor(policyAggregate);

const meta = { now: '2026-03-02T08:00:00.000Z', actor: { id: 'ada', roles: ['administrator'], groups: [] } } as unknown as CommandMeta;
const publish = (data: Partial<PublishReportingPolicy['data']> = {}): PublishReportingPolicy => ({
  type: 'PublishReportingPolicy',
  meta,
  data: { zones: ['Europe/Zurich'], defaults: {}, reason: 'we live here', ...data },
});
const published = (data: Partial<ReportingPolicyPublished['data']> = {}): ReportingPolicyPublished => ({
  type: 'ReportingPolicyPublished',
  data: { version: 1, zones: ['UTC', 'Europe/Zurich'], defaults: {}, reason: 'we live here', ...data },
});

describe('publishing the reporting policy', () => {
  it('adds UTC, names zones as the database does and each only once', () =>
    given().when(publishReportingPolicy, publish({ zones: ['europe/zurich', 'UTC', 'Europe/Zurich'] })).then(published()));

  it('names the definitions that metrics go by', () =>
    given(published())
      .when(publishReportingPolicy, publish({ defaults: { 'time-to-resolve': 'last@1-excluding-holds' } }))
      .then(published({ version: 2, defaults: { 'time-to-resolve': 'last-excluding-holds@1' } })));

  it('stays quiet when nothing changes', () => given(published()).when(publishReportingPolicy, publish()).thenNothing());

  it.each(['Mars/Phobos', '+02:00', ''])('refuses the zone "%s"', (zone) =>
    given().when(publishReportingPolicy, publish({ zones: [zone] })).thenRefused('invalid-zone', { zone }));

  it('refuses more zones than it keeps ready', () =>
    given()
      .when(publishReportingPolicy, publish({ zones: [1, 2, 3, 4, 5, 6, 7, 8].map((hours) => `Etc/GMT-${hours}`) }))
      .thenRefused('too-many-zones'));

  it.each<Record<string, unknown>>([{ mttr: '1' }, { backlog: '2' }, { backlog: { $ne: null } }, { constructor: '1' }])('refuses definitions that do not exist: %j', (defaults) =>
    given().when(publishReportingPolicy, publish({ defaults })).thenRefused('unknown-definition'));
});
