import { MongoNetworkError, MongoServerError, MongoServerSelectionError, MongoWriteConcernError, type TopologyDescription } from 'mongodb';
import { persistently } from './persistently';

const refused = (code: number): MongoServerError => new MongoServerError({ message: 'no', code });
const notMajority = new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } });

/** Fails in this order, then answers whether it was told that one may have come through. */
const failing = (...errors: readonly Error[]): { attempt(again: boolean): Promise<boolean>; readonly told: boolean[] } => {
  const told: boolean[] = [];
  const attempt = (again: boolean): Promise<boolean> => {
    const error = errors[told.push(again) - 1];
    return error ? Promise.reject(error) : Promise.resolve(again);
  };
  return { attempt, told };
};

describe('a write that fails', () => {
  it.each([
    ['a broken connection', new MongoNetworkError('reset')],
    ['a primary that steps down', refused(189)],
    ['a server that is no primary any more', refused(10107)],
    ['a server that shuts down', refused(91)],
    ['a write that most have not got yet', notMajority],
  ])('by %s is done again, knowing that it may be there', async (_, error) => {
    const { attempt, told } = failing(error);
    expect(await persistently(attempt)).toBe(true);
    expect(told).toEqual([false, true]);
  });

  it('before it was sent is done again as if for the first time', async () => {
    const cleared = Object.defineProperty(new MongoNetworkError('cleared'), 'name', { value: 'MongoPoolClearedError' });
    expect(await persistently(failing(cleared).attempt)).toBe(false);
    const { attempt, told } = failing(new MongoNetworkError('reset'), cleared);
    await persistently(attempt);
    expect(told).toEqual([false, true, true]);
  });

  it('for another reason is not done again', async () => {
    const selection = new MongoServerSelectionError('no server', { error: undefined } as unknown as TopologyDescription);
    for (const error of [refused(13), refused(11000), selection]) {
      const { attempt, told } = failing(error);
      await expect(persistently(attempt)).rejects.toMatchObject({ code: 'read-store-unavailable' });
      expect(told).toEqual([false]);
    }
    await expect(persistently(failing(refused(10334)).attempt)).rejects.toMatchObject({ code: 'document-too-large' });
    await expect(persistently(failing(new TypeError('ours')).attempt)).rejects.toThrow('ours');
  });

  it('five times is given up under a code', async () => {
    const { attempt, told } = failing(...Array.from({ length: 9 }, () => new MongoNetworkError('reset')));
    await expect(persistently(attempt)).rejects.toMatchObject({ code: 'read-store-unavailable', details: { reason: 'reset' } });
    expect(told).toHaveLength(5);
  });
});
