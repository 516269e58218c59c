import { sideBySide } from './side-by-side.service';

describe('work side by side', () => {
  const items = Array.from({ length: 50 }, (_, n) => n);

  it('has its results in the order of the items, and never more at work than it may', async () => {
    let [working, most] = [0, 0];
    const results = await sideBySide(items, 8, async (n) => {
      working += 1;
      most = Math.max(most, working);
      for (let turn = 0; turn <= n % 5; turn += 1) await Promise.resolve();
      working -= 1;
      return n * 2;
    });
    expect([results, most]).toEqual([items.map((n) => n * 2), 8]);
  });

  it('begins nothing new after a failure', async () => {
    const begun: number[] = [];
    const work = (n: number): Promise<number> => (begun.push(n), n === 3 ? Promise.reject(new Error('down')) : Promise.resolve(n));
    await expect(sideBySide(items, 2, work)).rejects.toThrow('down');
    expect(begun.length).toBeLessThan(10);
  });

  it('is nothing where there are no items', async () => expect(await sideBySide([], 8, () => Promise.reject(new Error('never')))).toEqual([]));
});
