import { projectedEvents, projectTwice } from '@firebreak/event-sourcing-testing';
import { assigned, logged } from '../../testing/incident-builders';
import { closedIncident, everyKindOfEvent, held, reopenedIncident, startedIncident } from '../../testing/incident-histories';
import { incidentList, type ListedIncident } from './incident-list.projection';

const stream = 'incident-default.one';

const listed = async (history: Parameters<typeof projectedEvents>[1][]): Promise<ListedIncident> =>
  (await projectTwice(incidentList, projectedEvents(stream, ...history))).get(stream)!;

describe('a listed incident', () => {
  it('is the same however often and in whatever pieces its events come', async () => {
    expect(await listed([...everyKindOfEvent])).toMatchObject({ id: 'one', tenant: 'default', rev: everyKindOfEvent.length - 1 });
  });

  it('sorts by the digits of its number', async () => {
    const [ninth, tenth] = [await listed([logged({ number: 'INC-9' })]), await listed([logged({ number: 'INC-10' })])];
    expect([ninth.ordinal, tenth.ordinal]).toEqual([9, 10]);
  });

  it('has what only one state has in that state alone', async () => {
    expect(await listed([...held(startedIncident)])).toMatchObject({ status: 'OnHold', holdReason: 'vendor', resolvedAt: null });
    expect((await listed([...closedIncident])).closedAt).not.toBeNull();
    expect(await listed([...reopenedIncident])).toMatchObject({ status: 'InProgress', reopens: 1, resolvedAt: null, closedAt: null });
  });

  it('names its audience of the moment', async () => {
    const { audience } = await listed([...startedIncident, assigned({ group: 'g-storage', assignee: null })]);
    expect(audience).toContain('group:g-storage');
    expect(audience).not.toContain('u-assignee');
  });
});
