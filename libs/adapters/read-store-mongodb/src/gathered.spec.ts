import { gathered } from './gathered';

const echoing = () => {
  const messages: (readonly number[])[] = [];
  const ask = gathered(async (asked: readonly number[]) => {
    messages.push(asked);
    await Promise.resolve();
    if (asked.includes(99)) throw new RangeError('nobody is answered');
    return asked.map((each) => (each < 0 ? Promise.reject(new RangeError(`${each}`)) : Promise.resolve(each * 2)));
  });
  return { messages, ask };
};

describe('what is asked for in one turn', () => {
  it('goes out in one message, and everybody has their own answer', async () => {
    const { messages, ask } = echoing();
    const answers = await Promise.allSettled([1, -2, 3].map(ask));
    expect(answers.map((each) => (each.status === 'fulfilled' ? each.value : String(each.reason)))).toEqual([2, 'RangeError: -2', 6]);
    expect(messages).toEqual([[1, -2, 3]]);
  });

  it('does not wait for a message under way, nor for what is asked later', async () => {
    const { messages, ask } = echoing();
    const first = ask(1);
    await Promise.resolve();
    const second = ask(2);
    expect(await Promise.all([first, second])).toEqual([2, 4]);
    expect(messages).toEqual([[1], [2]]);
  });

  it('fails together where nobody could be answered', async () => {
    const { ask } = echoing();
    const answers = await Promise.allSettled([1, 99].map(ask));
    expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
