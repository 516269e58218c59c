import { appliedOf } from './applied';

describe('what projections have done', () => {
  it('is summed over read models and their projections', () => {
    const items = [{ projections: [{ duplicates: 2, healed: 1 }, { duplicates: 3, healed: 0 }] }, { projections: [{ duplicates: 1, healed: 4 }] }];
    expect(appliedOf({ items })).toEqual({ duplicates: 6, healed: 5 });
  });

  it('is never taken for granted where a service says it otherwise', () => {
    expect(() => appliedOf({ items: [{ projections: [{ healed: 1 }] }] })).toThrow('no number');
    expect(() => appliedOf({ items: [{}] })).toThrow('no projection');
  });
});
