import { CodedError, errorCode, hasCode, refused } from './errors';

describe('coded errors', () => {
  it('say what is wrong by code and details', () => {
    const error = refused('already-resolved', { rule: 'a rule' });
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.code, error.details]).toEqual(['CodedError', 'already-resolved', 'already-resolved', { rule: 'a rule' }]);
    expect([refused('a').details, new CodedError('a').details]).toEqual([{}, {}]);
  });

  it('are known by their shape, wherever their class comes from', () => {
    expect(errorCode({ code: 'a', details: {} })).toBe('a');
    expect(hasCode(refused('a'), 'b', 'a')).toBe(true);
  });

  it.each([null, undefined, 'text', 1, new Error('a'), Object.assign(new Error('system'), { code: 'ENOENT' }), { code: 1, details: {} }])('are not %p', (thrown) => {
    expect(errorCode(thrown)).toBeUndefined();
    expect(hasCode(thrown, 'ENOENT')).toBe(false);
  });
});
