import { chainDigest, stepDigest } from './digest';
import type { MappedStep } from './mapped-case';

const step: MappedStep = {
  file: 'a.csv',
  row: 2,
  at: '2024-03-04T08:00:00.000Z',
  actor: 'Kim',
  machine: false,
  step: { as: 'status', status: 'on-hold', holdReason: 'vendor', raw: 'Waiting' },
  fields: { group: 'g', impact: 2 },
  times: {},
  digest: '',
};

describe('the digest of a step', () => {
  it('is the same for ever', () => expect(stepDigest(step)).toBe('b7f7eb207d45ddb6a5957f3d239d672c6da1abb6579d85c85bf861347578a70e'));

  it('does not look at file, row or the order of keys', () => {
    expect(stepDigest({ ...step, file: 'b.csv', row: 9, fields: { impact: 2, group: 'g' } } as MappedStep)).toBe(stepDigest(step));
  });

  it.each<[string, Partial<MappedStep>]>([
    ['time', { at: '2024-03-04T08:00:00.001Z' }],
    ['actor', { actor: null }],
    ['kind of actor', { machine: true }],
    ['step', { step: null }],
    ['word of the source', { step: { as: 'status', status: 'on-hold', holdReason: 'vendor', raw: 'waiting' } }],
    ['hold reason', { step: { as: 'status', status: 'on-hold', holdReason: null, raw: 'Waiting' } }],
    ['field', { fields: { group: 'g', impact: 3 } }],
    ['cleared field', { fields: { group: null, impact: 2 } }],
    ['times', { times: { openedAt: '2024-03-04T08:00:00.000Z' } }],
  ])('looks at the %s', (_, other) => expect(stepDigest({ ...step, ...other })).not.toBe(stepDigest(step)));

  it('is chained over all steps before', () => {
    const first = chainDigest(null, step);
    expect(chainDigest(first, step)).not.toBe(first);
    expect(chainDigest(chainDigest(null, { ...step, actor: 'Lou' }), step)).not.toBe(chainDigest(first, step));
    expect(first).toMatch(/^[0-9a-f]{64}$/);
  });
});
