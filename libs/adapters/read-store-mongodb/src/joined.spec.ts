import { joined } from './joined';

interface Doc {
  readonly id: string;
}

const of = (...ids: readonly string[]): readonly Doc[] => ids.map((id) => ({ id }));

const turns = async (): Promise<void> => {
  for (let left = 20; left > 0; left -= 1) await Promise.resolve();
};

/** Answers each document by its own id when it is let go. */
const station = (most?: number) => {
  const messages: string[] = [];
  const held: (() => void)[] = [];
  const ask = joined(async (writes: readonly Doc[], again) => {
    messages.push(`${writes.map(({ id }) => id).join()}${again ? ' again' : ''}`);
    await new Promise<void>((resolve) => held.push(resolve));
    if (writes.some(({ id }) => id === 'wrong')) throw new RangeError('one of them');
    return writes.map(({ id }) => id);
  }, most);
  const letGo = async (): Promise<void> => {
    for (const each of held.splice(0)) each();
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

  it('are sent again by themselves where they failed together, and only the one at fault fails', async () => {
    const { messages, ask, letGo } = station();
    const outcomes = Promise.allSettled([of('x'), of('a'), of('wrong'), of('b')].map(ask));
    for (let left = 3; left > 0; left -= 1) await letGo();
    expect(messages).toEqual(['x', 'a,wrong,b', 'a again', 'wrong again', 'b again']);
    expect((await outcomes).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    const next = ask(of('c'));
    await letGo();
    expect(await next).toEqual(['c']);
  });

  it('join up to so many writes, and one that is larger goes alone', async () => {
    const { messages, ask, letGo } = station(3);
    const answers = [of('x'), of('a', 'b'), of('c'), of('d'), of('e', 'f', 'g', 'h'), of('i')].map(ask);
    for (let left = 5; left > 0; left -= 1) await letGo();
    expect(messages).toEqual(['x', 'a,b,c', 'd', 'e,f,g,h', 'i']);
    expect((await Promise.all(answers)).flat()).toEqual([...'xabcdefghi']);
  });
});
