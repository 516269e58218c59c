import { CodedError } from '@firebreak/event-sourcing';
import { held, twice } from './held';

describe('a held connection', () => {
  const made = (): { connections: string[]; dropped: string[]; use: ReturnType<typeof held<string>> } => {
    const [connections, dropped]: [string[], string[]] = [[], []];
    const connect = async (): Promise<string> => {
      connections.push(`c${connections.length}`);
      return connections.at(-1)!;
    };
    return { connections, dropped, use: held(connect, async (each) => void dropped.push(each)) };
  };

  it('is made once and given up after a failure', async () => {
    const { connections, dropped, use } = made();
    expect(await Promise.all([use.use(async (each) => each), use.use(async (each) => each)])).toEqual(['c0', 'c0']);
    await expect(use.use(() => Promise.reject(new Error('cut')))).rejects.toMatchObject({ code: 'bus-unavailable', details: { reason: 'cut' } });
    expect([await use.use(async (each) => each), dropped]).toEqual(['c1', ['c0']]);
    await use.close();
    expect([connections, dropped]).toEqual([['c0', 'c1'], ['c0', 'c1']]);
    await expect(use.use(async () => 0)).rejects.toMatchObject({ details: { reason: 'closed' } });
  });

  it('is read from twice when it was broken, and once when the answer is no', async () => {
    const answers = [new CodedError('bus-unavailable'), new CodedError('invalid-cursor')];
    const asked = jest.fn((): Promise<number> => Promise.reject(answers.shift() ?? new Error('asked too often')));
    await expect(twice(asked)).rejects.toMatchObject({ code: 'invalid-cursor' });
    await expect(twice(() => Promise.reject(new CodedError('invalid-cursor')))).rejects.toMatchObject({ code: 'invalid-cursor' });
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
