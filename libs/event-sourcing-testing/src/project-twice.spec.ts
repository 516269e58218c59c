import type { StreamProjection } from '@firebreak/event-sourcing';
import { projectedEvents, projectTwice, replayTwice } from './project-twice';

interface Counted {
  readonly rev: number;
  readonly types: readonly string[];
}

const counting = (evolve: StreamProjection<Counted>['evolve']): StreamProjection<Counted> => ({
  name: 'counted',
  categories: ['light'],
  collection: { name: 'counted_v1', indexes: [] },
  evolve,
});

const history = [
  ...projectedEvents('light-default.a', { type: 'On', data: {} }, { type: 'Off', data: {} }),
  ...projectedEvents('light-default.b', { type: 'On', data: {} }),
  ...projectedEvents('door-default.c', { type: 'Opened', data: {} }),
];

describe('projecting twice', () => {
  it('answers the documents of the categories that the projection follows', async () => {
    const documents = await projectTwice(counting((doc, { type }) => ({ rev: 0, types: [...(doc?.types ?? []), type] })), history);
    expect(Object.fromEntries(documents)).toEqual({
      'light-default.a': { rev: 1, types: ['On', 'Off'] },
      'light-default.b': { rev: 0, types: ['On'] },
    });
  });

  it('fails on a fold that remembers outside of its document', async () => {
    let calls = 0;
    const leaky = counting(() => ({ rev: 0, types: [String((calls += 1))] }));
    await expect(projectTwice(leaky, history)).rejects.toThrow();
  });

  it('fails on a fold that throws', async () => {
    const poisoned = counting(() => {
      throw new TypeError('oops');
    });
    await expect(projectTwice(poisoned, history)).rejects.toThrow();
  });

  it('fails where a second replay changes what is there', async () => {
    let sum = 0;
    const apply = (events: readonly number[]): Promise<void> => Promise.resolve(events.forEach((each) => (sum += each)));
    await expect(replayTwice([1, 2], apply, () => Promise.resolve(sum))).rejects.toThrow();
  });
});
