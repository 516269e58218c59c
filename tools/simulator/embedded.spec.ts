import { playAll, seedsFrom } from './campaign';

// One process that crashes as a whole, over stores whose answers and transactions get lost.

it('keeps every promise in 2,500 schedules of one process', async () => {
  const { schedules, wrong } = await playAll('embedded', seedsFrom(1, 2_500));
  expect(wrong).toEqual([]);
  expect(schedules).toBeGreaterThan(0);
}, 300_000);
