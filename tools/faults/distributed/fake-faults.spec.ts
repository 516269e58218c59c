import { seededRandom } from '@firebreak/standalone';
import { drawFaults, sumOf, tell } from './fake-faults';

describe('faults of the fake', () => {
  it('are as many as were asked for, most of them lost answers, the same for the same seed', () => {
    const drawn = drawFaults(1_000, seededRandom(4));
    expect(sumOf(drawn)).toBe(1_000);
    expect(drawn.lostAnswers).toBeGreaterThan(850);
    expect(Math.min(drawn.dropped, drawn.resets, drawn.notLeader)).toBeGreaterThan(10);
    expect(drawFaults(1_000, seededRandom(4))).toEqual(drawn);
    expect(drawFaults(1_000, seededRandom(5))).not.toEqual(drawn);
  });

  it('are nothing to ask of a real server', async () => {
    await expect(tell(null, {})).rejects.toThrow('EVENTSTOREDB_URL');
  });
});
