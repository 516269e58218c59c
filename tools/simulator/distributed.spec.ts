import { runMain } from './run-main';

// Many processes that crash alone and come back late, two of each kind, over a bus that repeats itself.

it('keeps every promise in 2,500 schedules of many processes', async () => {
  const said = await runMain('--shape', 'distributed', '--schedules', '2500');
  expect(said).toMatch(process.env['SEED'] === undefined ? /^distributed: 2500 schedules, \d+ steps, 0 wrong/ : /^distributed: 1 schedules, \d+ steps, 0 wrong/);
}, 300_000);
