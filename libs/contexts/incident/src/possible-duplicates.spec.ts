import fc from 'fast-check';
import { likeness } from './possible-duplicates';

const title = fc.array(fc.constantFrom('card', 'payments', 'are', 'declined', 'mail', 'slow'), { minLength: 1, maxLength: 6 }).map((words) => words.join(' '));

describe('likeness of two titles', () => {
  it.each([
    ['Card payments are declined', 'Payments declined by card', 0.6],
    ['Card payments are declined', 'CARD PAYMENTS ARE DECLINED!', 1],
    ['Café tills', 'cafe tills', 1],
    ['VPN down', 'Mail down', 1 / 3],
    ['VPN down', 'Printer jams', 0],
    ['?!', '?!', 0],
  ])('of %j and %j is %d', (one, other, expected) => expect(likeness(one, other)).toBe(expected));

  it('is the same from both sides, 1 for the same words in any order, and never beyond', () => {
    fc.assert(
      fc.property(title, title, (one, other) => {
        const alike = likeness(one, other);
        expect(likeness(other, one)).toBe(alike);
        expect(likeness(one, one.split(' ').reverse().join(' '))).toBe(1);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
