import { judgeTopic, type JudgedEvent, type JudgedRecord } from './judge-topic';

const events: readonly JudgedEvent[] = [
  { stream: 'a', revision: 0, id: 'a0' },
  { stream: 'b', revision: 0, id: 'b0' },
  { stream: 'a', revision: 1, id: 'a1' },
  { stream: 'a', revision: 2, id: 'a2' },
];

const record = (place: number, partition = 0): JudgedRecord => {
  const { stream, revision, id } = events[place]!;
  return { partition, key: stream, id, sequence: revision, position: `0${place + 1}`, isMark: false };
};
const mark = (place: number, partition: number): JudgedRecord => ({ ...record(place, partition), isMark: true });
const all = (...places: number[]): JudgedRecord[] => places.map((place) => record(place, place === 1 ? 1 : 0));

describe('the judge of a topic', () => {
  it('finds nothing wrong with the store in order, over partitions, with repeats and marks', () => {
    expect(judgeTopic(events, [...all(0, 2, 0, 2, 3, 1), mark(3, 1)])).toEqual({ lost: [], doubled: [], broken: [], repeats: 2, marks: 1 });
  });

  it('sees what is lost', () => {
    expect(judgeTopic(events, all(0, 1, 2))).toMatchObject({ lost: ['a@2'], doubled: [], broken: [] });
  });

  it('sees a hole in a stream, and what comes late, which the rule drops', () => {
    expect(judgeTopic(events, all(0, 1, 3, 2))).toMatchObject({ lost: ['a@1'], broken: ['not in the order of its stream: a@2'], repeats: 1 });
  });

  it('sees repeats where nobody keeps the rule', () => {
    expect(judgeTopic(events, all(0, 1, 2, 2, 3), false)).toMatchObject({ lost: [], doubled: ['a@1'], repeats: 0 });
  });

  it('sees what is in two partitions', () => {
    expect(judgeTopic(events, [...all(0, 1, 2, 3), record(2, 2)]).doubled).toEqual(['a@1']);
  });

  it('sees a foreign record and one that says something else of an event', () => {
    const foreign = { ...record(0), id: 'x', position: '09' };
    const moved = { ...record(3), sequence: 7 };
    expect(judgeTopic(events, [...all(0, 1, 2), moved, foreign]).broken).toEqual(['not in the store: a@7', 'not in the store: a@0']);
  });

  it('sees records against the order of the store', () => {
    const late = { ...record(1), position: '08' };
    expect(judgeTopic(events, [...all(0, 2, 3), late]).broken).toEqual(['not in the order of the store: b@0']);
  });
});
