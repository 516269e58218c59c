import { failpointNames } from '@firebreak/standalone';
import { runCampaign } from './campaign';
import { figuresOf, judgeCommands } from './oracle';

jest.setTimeout(240_000);

describe('a short campaign', () => {
  it('kills the server at every failpoint under load, and finds nothing lost, doubled or wrong', async () => {
    const { kills, acknowledged, lost, doubled, holes, broken, figuresWrong, refused } = await runCampaign({ seed: 5, perFailpoint: 1, random: 2, clients: 8 });
    expect({ lost, doubled, holes, broken, figuresWrong, refused }).toEqual({ lost: [], doubled: [], holes: [], broken: null, figuresWrong: [], refused: [] });
    expect(kills).toEqual({ ...Object.fromEntries(failpointNames.map((name) => [name, 1])), random: 2 });
    expect(acknowledged).toBeGreaterThan(50);
  });
});

describe('the judge', () => {
  const row = (position: number, stream: string, revision: number, key: string | null) => ({
    position,
    stream,
    revision,
    type: 'IncidentLogged',
    data: { openedAt: '2026-03-05T10:00:00.000Z', service: 's' },
    metadata: { occurredAt: '2026-03-05T10:00:00.000Z', idem: key === null ? null : { keyHash: key, actor: 'a' } },
  });
  const sent = { key: 'k', actor: 'a', stream: 'x', revision: 1 };

  it('sees a command that is not there', () => {
    expect(judgeCommands([row(1, 'x', 0, 'a')], [sent]).lost).toHaveLength(1);
    expect(judgeCommands([row(1, 'x', 0, 'a'), row(2, 'x', 1, 'b')], [sent]).lost).toEqual([]);
  });

  it('sees a command that is there twice', () => {
    expect(judgeCommands([row(1, 'x', 0, 'a'), row(2, 'x', 1, 'b'), row(3, 'x', 2, 'a')], []).doubled).toEqual(['x a']);
  });

  it('sees a hole in a stream and in the store', () => {
    expect(judgeCommands([row(1, 'x', 0, 'a'), row(3, 'x', 2, 'b')], []).holes).toEqual(['position 3', 'x@2']);
  });

  it('counts by itself', () => {
    expect([...figuresOf([row(1, 'x', 0, null), row(2, 'y', 0, null)])]).toEqual([['s', { opened: 2, resolved: 0, sumMs: 0 }]]);
  });
});
