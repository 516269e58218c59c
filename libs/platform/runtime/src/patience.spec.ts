import { late } from '@firebreak/event-sourcing';
import { patience } from './patience';

describe('waiting', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('hands on an answer and an error that come in time', async () => {
    await expect(patience(1_000)(Promise.resolve(7))).resolves.toBe(7);
    await expect(patience(1_000)(Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(jest.getTimerCount()).toBe(0);
  });

  it('ends with what takes longer', async () => {
    const waited = patience(1_000)(new Promise(() => undefined));
    jest.advanceTimersByTime(999);
    jest.advanceTimersByTime(1);
    await expect(waited).resolves.toBe(late);
  });
});
