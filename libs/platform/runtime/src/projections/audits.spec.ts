import { Audits } from './audits';

const under = () => {
  const clock = { now: 0 };
  let begun = 0;
  const ends: { readonly resolve: (text: string) => void; readonly reject: (error: Error) => void }[] = [];
  const audits = new Audits<string>(1_000, () => clock.now);
  const begin = (): Promise<string> => {
    begun += 1;
    return new Promise((resolve, reject) => ends.push({ resolve, reject }));
  };
  const ask = (ms = 1): Promise<string | null> => audits.within(ms, 'own', 2, begin);
  return { clock, audits, begin, ask, ends, count: () => begun };
};

it('is one audit, however many ask, and the answer of all who wait for it', async () => {
  const { audits, begin, ask, ends, count } = under();
  const asked = [ask(60_000), ask(60_000), audits.of('own', 2, begin)];
  ends[0]!.resolve('whole');
  expect([await Promise.all(asked), count()]).toEqual([['whole', 'whole', 'whole'], 1]);
  void audits.of('own', 3, begin);
  expect(count()).toBe(2);
});

it('goes on without who does not wait, and tells once what came of it', async () => {
  const { ask, ends, count } = under();
  expect([await ask(), await ask(), count()]).toEqual([null, null, 1]);
  ends[0]!.resolve('whole');
  await new Promise(setImmediate);
  expect([await ask(), count()]).toEqual(['whole', 1]);
  expect([await ask(), count()]).toEqual([null, 2]);
});

it('tells nothing that is old, and begins anew after a failure', async () => {
  const { clock, ask, ends, count } = under();
  await ask();
  ends[0]!.resolve('whole');
  await new Promise(setImmediate);
  clock.now = 1_000;
  expect([await ask(), count()]).toEqual([null, 2]);
  ends[1]!.reject(new Error('store-unavailable'));
  await new Promise(setImmediate);
  const last = ask(60_000);
  ends[2]!.reject(new Error('store-unavailable'));
  await expect(last).rejects.toThrow('store-unavailable');
  expect(count()).toBe(3);
});
