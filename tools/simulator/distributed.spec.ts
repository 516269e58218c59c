import { playAll, seedsFrom } from './campaign';

// Many processes that crash alone and come back late, two of each kind, over a bus that repeats itself.

it('keeps every promise in 2,500 schedules of many processes', async () => {
  const { schedules, wrong } = await playAll('distributed', seedsFrom(1, 2_500));
  expect(wrong).toEqual([]);
  expect(schedules).toBeGreaterThan(0);
}, 300_000);
