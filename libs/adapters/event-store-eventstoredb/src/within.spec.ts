import { whileAlive, type Watched } from './within';

const late = (): Error => new Error('late');
const reading = (): { cancel: jest.Mock<Promise<void>, []> } => ({ cancel: jest.fn(() => Promise.resolve()) });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe('a reading', () => {
  it('may take as long as something comes', async () => {
    let watched: Watched | undefined;
    let finish: (value: string) => void = () => undefined;
    const done = whileAlive(100, (each) => ((watched = each), new Promise<string>((resolve) => (finish = resolve))), late);
    for (let n = 0; n < 10; n += 1) {
      jest.advanceTimersByTime(90);
      watched!.alive();
    }
    finish('all of it');
    await expect(done).resolves.toBe('all of it');
  });

  it('is late when nothing has come for so long, and is ended', async () => {
    const stream = reading();
    const done = whileAlive(100, ({ opened, alive }) => (opened(stream), alive(), new Promise<never>(() => undefined)), late);
    const refused = expect(done).rejects.toThrow('late');
    jest.advanceTimersByTime(99);
    expect(stream.cancel).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2);
    await refused;
    expect(stream.cancel).toHaveBeenCalledTimes(1);
  });

  it('fails as it fails, and leaves no timer behind', async () => {
    await expect(whileAlive(100, () => Promise.reject(new Error('gone')), late)).rejects.toThrow('gone');
    expect(jest.getTimerCount()).toBe(0);
  });
});
