import { BadRequestException, HttpException } from '@nestjs/common';
import { CodedError } from '@firebreak/event-sourcing';
import { errorTable } from '../error-table';
import { toProblem } from './to-problem';

describe('the problem', () => {
  it.each(Object.keys(errorTable))('of %s has its status and says what to do', (code) => {
    const { problem, entry } = toProblem(new CodedError(code), 't-1');
    expect(problem).toEqual({
      type: `urn:firebreak:error:${code}`,
      title: entry.title,
      status: entry.status,
      detail: entry.whatToDo,
      instance: 'urn:firebreak:trace:t-1',
      code,
      errors: [],
      traceId: 't-1',
    });
  });

  it('keeps of the details what is meant for people', () => {
    const said = { rule: 'a rule', role: 'auditor', field: 'at', whatToDo: 'wait' };
    const inner = { status: 'Closed', stream: 'incident-default.1', path: '/srv/data', stack: 'at x' };
    const { problem } = toProblem(new CodedError('invalid-transition', { ...said, ...inner }), 't');
    expect(problem).toMatchObject({ ...said, detail: 'wait', current: 'Closed' });
    expect(JSON.stringify(problem)).not.toMatch(/incident-default|srv|stack/);
  });

  it.each([
    [new TypeError('x is not a function'), 'internal-error'],
    [new CodedError('nobody-listed-this', { rule: 'secret' }), 'internal-error'],
    [new CodedError('toString'), 'internal-error'],
    ['a text', 'internal-error'],
    [undefined, 'internal-error'],
    [null, 'internal-error'],
    [new BadRequestException('Unexpected token'), 'malformed-request'],
    [new HttpException('too big', 413), 'body-too-large'],
    [new HttpException('teapot', 418), 'internal-error'],
    [Object.assign(new Error('aborted'), { statusCode: 400, code: 'ECONNRESET' }), 'malformed-request'],
  ])('of %s is %s', (error, code) => {
    const { problem, unexpected } = toProblem(error, 't');
    expect([problem.code, problem.status, unexpected]).toEqual([code, errorTable[code]!.status, code === 'internal-error']);
    expect(JSON.stringify(problem)).not.toMatch(/Unexpected token|secret|not a function/);
  });

  it.each([
    ['rate-exceeded', { retryAfterSeconds: 0.2 }, 1],
    ['rate-exceeded', { retryAfterSeconds: 3.2 }, 4],
    ['position-not-reached', {}, 1],
    ['not-found', { retryAfterSeconds: 3 }, null],
  ])('of %s with %j says to wait %s', (code, details, seconds) => expect(toProblem(new CodedError(code, details), 't').retryAfter).toBe(seconds));
});
