import { firstWrong } from '../campaign';
import { controls } from './controls';

const seeds = Array.from({ length: 600 }, (_, index) => index + 1);

describe('ways that are wrong', () => {
  it.each(controls.filter(({ right }) => !right))('$name: found', async (control) => {
    const { seed, text } = await firstWrong(control, seeds);
    expect(seed).not.toBeNull();
    expect(text).toMatch(/^I[1-6] /);
  }, 120_000);
});

describe('ways that are right', () => {
  it.each(controls.filter(({ right }) => right))('$name: nothing found', async (control) => {
    expect(await firstWrong(control, seeds)).toEqual({ seed: null, text: '' });
  }, 120_000);
});
