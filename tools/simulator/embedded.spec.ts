import { runMain } from './run-main';

// One process that crashes as a whole, over stores whose answers and transactions get lost.

it('keeps every promise in 2,500 schedules of one process', async () => {
  const said = await runMain('--shape', 'embedded', '--schedules', '2500');
  expect(said).toMatch(process.env['SEED'] === undefined ? /^embedded: 2500 schedules, \d+ steps, 0 wrong/ : /^embedded: 1 schedules, \d+ steps, 0 wrong/);
}, 300_000);
