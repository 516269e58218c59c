import { projectedEvents, projectTwice } from '@firebreak/event-sourcing-testing';
import { at, noteAdded, timeCorrected } from '../testing/incident-builders';
import { cancelledIncident, closedIncident, everyKindOfEvent, held, reopenedIncident, resolvedIncident, startedIncident } from '../testing/incident-histories';
import { incidentDue, type DueIncident } from './incident-due.projection';

const stream = 'incident-default.one';

type History = Parameters<typeof projectedEvents>[1][];

const due = async (history: History): Promise<DueIncident> => (await projectTwice(incidentDue, projectedEvents(stream, ...history))).get(stream)!;

const imported = (history: History): History => history.map((event) => ({ ...event, origin: 'imported' as const }));

describe('what waits for its time', () => {
  it('is the same however often and in whatever pieces its events come', async () => {
    expect(await due([...everyKindOfEvent])).toMatchObject({ id: 'one', tenant: 'default', rev: everyKindOfEvent.length - 1 });
  });

  it.each([
    ['a resolved one', resolvedIncident, 'auto-close'],
    ['a held one', held(startedIncident), 'follow-up'],
    ['a reopened one', reopenedIncident, null],
    ['a closed one', closedIncident, null],
    ['a cancelled one', cancelledIncident, null],
  ])('%s', async (_, history, waiting) => expect((await due([...history])).waiting).toBe(waiting));

  it('counts from the resolution as it was corrected, and from no other time', async () => {
    const late = at(17);
    expect(await due([...resolvedIncident, timeCorrected({ which: 'resolved', at: late })])).toMatchObject({ waiting: 'auto-close', at: late });
    const before = await due([...resolvedIncident]);
    expect((await due([...resolvedIncident, timeCorrected({ which: 'opened', at: late })])).at).toBe(before.at);
    expect(await due([...closedIncident, timeCorrected({ which: 'resolved', at: late })])).toMatchObject({ waiting: null, at: null });
  });

  it('is armed by the first live event, not by an import', async () => {
    expect(await due(imported([...resolvedIncident]))).toMatchObject({ waiting: 'auto-close', armed: false });
    expect(await due([...imported([...resolvedIncident]), noteAdded()])).toMatchObject({ waiting: 'auto-close', armed: true });
  });
});
