import { CodedError } from './errors';
import { openedOnce } from './opened-once';

const opener = () => {
  const engine = { asked: 0, isAway: false };
  const opened = openedOnce(() => {
    engine.asked += 1;
    return engine.isAway ? Promise.reject(new CodedError('read-store-unavailable')) : Promise.resolve(engine.asked);
  });
  return { engine, opened };
};

describe('what is opened at its first use', () => {
  it('is opened once, for all who use it', async () => {
    const { engine, opened } = opener();
    expect(engine.asked).toBe(0);
    expect(await Promise.all([opened(), opened()])).toEqual([1, 1]);
    expect([await opened(), engine.asked]).toEqual([1, 1]);
  });

  it('is opened again where it could not be, also where several had waited for it', async () => {
    const { engine, opened } = opener();
    engine.isAway = true;
    expect(await Promise.allSettled([opened(), opened()])).toEqual([
      expect.objectContaining({ status: 'rejected', reason: expect.objectContaining({ code: 'read-store-unavailable' }) as unknown }),
      expect.objectContaining({ status: 'rejected' }),
    ]);
    engine.isAway = false;
    expect([await opened(), await opened(), engine.asked]).toEqual([2, 2, 2]);
  });
});
