import fc from 'fast-check';
import { StreamDigest } from './stream-digest';

type Entry = readonly [stream: string, revision: number];

const digestOf = (entries: readonly Entry[]): string => {
  const digest = new StreamDigest();
  for (const [stream, revision] of entries) digest.add(stream, revision);
  return digest.hex;
};

const entries = fc.uniqueArray(fc.tuple(fc.uuid(), fc.nat(1_000)), { minLength: 1, maxLength: 40, selector: ([stream]) => stream });

it('does not depend on the order', () => {
  fc.assert(fc.property(entries, (each) => expect(digestOf(each.toReversed())).toBe(digestOf(each))), { seed: 7 });
});

it('differs where a stream stands elsewhere, is missing or is too many', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.nat(1_000), entries, (stream, revision, others) => {
      const rest = others.filter(([other]) => other !== stream);
      const whole = digestOf([[stream, revision], ...rest]);
      expect(digestOf([[stream, revision + 1], ...rest])).not.toBe(whole);
      expect(digestOf(rest)).not.toBe(whole);
      expect(digestOf([[stream, revision], ...rest, ['another', 0]])).not.toBe(whole);
    }),
    { seed: 7 },
  );
});

it('says of nothing that it is nothing', () => {
  expect(digestOf([])).toBe('0'.repeat(64));
});
