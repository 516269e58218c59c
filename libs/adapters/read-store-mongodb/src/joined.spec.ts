import { joined } from './joined';

interface Doc {
  readonly id: string;
}

const of = (...ids: readonly string[]): readonly Doc[] => ids.map((id) => ({ id }));

const turns = async (): Promise<void> => {
  for (let left = 20; left > 0; left -= 1) await Promise.resolve();
};

/** Answers each document by its own id when it is let go. */
const station = () => {
  const messages: string[] = [];
  const held: (() => void)[] = [];
  const ask = joined(
    async (writes: readonly Doc[]) => {
      messages.push(writes.map(({ id }) => id).join());
      await new Promise<void>((resolve) => held.push(resolve));
      if (writes.some(({ id }) => id === 'large')) throw new RangeError('one of them');
      if (writes.some(({ id }) => id === 'away')) throw new Error('nobody is there');
      return writes.map(({ id }) => id);
    },
    (error) => error instanceof RangeError,
  );
  const letGo = async (): Promise<void> => {
    held.shift()!();
    await turns();
  };
  return { messages, ask, letGo };
};

describe('bulks of writes', () => {
  it('go out at once where nothing is on its way', async () => {
    const { messages, ask, letGo } = station();
    const answers = ask(of('a', 'b'));
    expect(messages).toEqual(['a,b']);
    await letGo();
    expect(await answers).toEqual(['a', 'b']);
    const next = ask(of('c'));
    await letGo();
    expect(await next).toEqual(['c']);
  });

  it('join while one is on its way, each with its own answers', async () => {
    const { messages, ask, letGo } = station();
    const answers = [ask(of('a')), ask(of('b', 'c')), ask(of('d'))];
    await letGo();
    expect(messages).toEqual(['a', 'b,c,d']);
    await letGo();
    expect(await Promise.all(answers)).toEqual([['a'], ['b', 'c'], ['d']]);
  });

  it('keep apart what is about the same document, in the order in which it was asked for', async () => {
    const { messages, ask, letGo } = station();
    const answers = [ask(of('x')), ask(of('a')), ask(of('b', 'a')), ask(of('c'))];
    await letGo();
    await letGo();
    await letGo();
    expect(messages).toEqual(['x', 'a', 'b,a,c']);
    expect(await Promise.all(answers)).toEqual([['x'], ['a'], ['b', 'a'], ['c']]);
  });

  it('are sent by themselves where one of them cannot be sent', async () => {
    const { messages, ask, letGo } = station();
    const answers = [ask(of('x')), ask(of('a')), ask(of('large')), ask(of('b'))];
    const outcomes = Promise.allSettled(answers);
    for (let left = 5; left > 0; left -= 1) await letGo();
    expect(messages).toEqual(['x', 'a,large,b', 'a', 'large', 'b']);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  it('fail together where nobody can be reached, and the next one is tried', async () => {
    const { ask, letGo } = station();
    const answers = [ask(of('x')), ask(of('a')), ask(of('away'))];
    const outcomes = Promise.allSettled(answers);
    await letGo();
    await letGo();
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    const next = ask(of('b'));
    await letGo();
    expect(await next).toEqual(['b']);
  });
});
