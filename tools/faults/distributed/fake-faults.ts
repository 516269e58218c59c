import type { Random } from '@firebreak/standalone';
import type { Faults } from '../../engines/eventstoredb-fake/faults';

export type Countable = 'lostAnswers' | 'dropped' | 'resets' | 'notLeader';
type Told = Partial<Faults> & { readonly endSubscriptions?: 'end' | 'reset' };

/** Tells the fake in its own process what to do wrong. @returns what it still has to do */
export const tell = async (control: string | null, what: Told): Promise<Faults> => {
  if (control === null) throw new Error('only the wire fake takes orders to do wrong: leave EVENTSTOREDB_URL unset');
  const answer = await fetch(control, { method: 'POST', body: JSON.stringify(what) });
  return (await answer.json()) as Faults;
};

const shares: readonly (readonly [kind: Countable, share: number])[] = [
  ['lostAnswers', 0.91],
  ['dropped', 0.03],
  ['resets', 0.03],
  ['notLeader', 0.03],
];

/** So many faults, most of them answers that get lost. */
export const drawFaults = (count: number, random: Random): Record<Countable, number> => {
  const drawn = { lostAnswers: 0, dropped: 0, resets: 0, notLeader: 0 };
  for (let n = 0; n < count; n += 1) {
    let left = random();
    const [kind] = shares.find(([, share]) => (left -= share) < 0) ?? shares[0]!;
    drawn[kind] += 1;
  }
  return drawn;
};

export const sumOf = (faults: Readonly<Record<Countable, number>>): number => faults.lostAnswers + faults.dropped + faults.resets + faults.notLeader;
