import fc from 'fast-check';
import { Seals } from './seals';

const seed = 20_260_302;
const seals = new Seals({ macKey: Buffer.alloc(32, 1) });
const others = new Seals({ macKey: Buffer.alloc(32, 2) });
const codeOf = (open: () => unknown): unknown => {
  try {
    return open();
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a cursor', () => {
  it('opens to what was sealed, for its tenant alone', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        const cursor = seals.sealCursor('default', payload);
        expect(seals.openCursor('default', cursor)).toEqual(JSON.parse(JSON.stringify(payload)));
        expect([codeOf(() => seals.openCursor('other', cursor)), codeOf(() => others.openCursor('default', cursor))]).toEqual(['invalid-cursor', 'invalid-cursor']);
      }),
      { seed, numRuns: 200 },
    );
  });

  it('with any one character changed opens to nothing', () => {
    const cursor = seals.sealCursor('default', { after: ['P1', 'INC-1042'], of: '-changed is:open' });
    for (let at = 0; at < cursor.length; at += 1) {
      for (const wrong of ['A', 'B', '-', '.', '=']) {
        if (cursor[at] !== wrong) expect(codeOf(() => seals.openCursor('default', cursor.slice(0, at) + wrong + cursor.slice(at + 1)))).toBe('invalid-cursor');
      }
    }
  });
});

describe('a consistency token', () => {
  const token = seals.sealConsistency('incident-default.0190', 7);

  it('names stream and revision', () =>
    expect(seals.openConsistency('default', ` ${token} , ${seals.sealConsistency('service-default.a:b', 0)}`)).toEqual([
      { tenant: 'default', stream: 'incident-default.0190', revision: 7 },
      { tenant: 'default', stream: 'service-default.a:b', revision: 0 },
    ]));
  it('may be absent', () => expect([seals.openConsistency('default', undefined), seals.openConsistency('default', '')]).toEqual([[], []]));
  it.each([
    ['of another key', others.sealConsistency('incident-default.0190', 7)],
    ['of another tenant', seals.sealConsistency('incident-other.0190', 7)],
    ['that is a cursor', seals.sealCursor('default', 1)],
    ['cut', token.slice(1)],
    ['empty between commas', `${token},,${token}`],
  ])(
    '%s is refused',
    (_, wrong) => expect(codeOf(() => seals.openConsistency('default', wrong))).toBe('invalid-consistency-token'),
  );
});

it('needs a key nobody guesses', () => expect(codeOf(() => new Seals({ macKey: Buffer.alloc(31) }))).toBe('weak-secret'));
