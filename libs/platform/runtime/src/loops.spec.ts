import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import { Leases } from './leases';
import { Loops } from './loops';
import { pause, type SupervisedLoop } from './supervised-loop';

describe('work that one of several replicas does', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const two = (work: (replica: string) => Promise<number>): readonly SupervisedLoop[] => {
    const readStore = memoryReadStore();
    return ['one', 'other'].map((replica) => {
      const loops = new Loops({ leases: new Leases(readStore, replica), onProgress: () => undefined, onError: (_, error) => { throw error; } });
      return loops.open({ name: 'relay', step: () => work(replica), idle: (signal) => pause(1_000, signal) });
    });
  };

  const ended = async (loops: readonly SupervisedLoop[]): Promise<void> => {
    const stopped = Promise.all(loops.map((loop) => loop.stop()));
    await jest.advanceTimersByTimeAsync(10_000);
    await stopped;
  };

  it('stays its own for as long as one step of it takes', async () => {
    const begun: string[] = [];
    let release: (done: number) => void = () => undefined;
    const loops = two((replica) => (begun.push(replica), begun.length === 1 ? new Promise<number>((resolve) => (release = resolve)) : Promise.resolve(0)));
    for (const loop of loops) loop.start();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(begun).toEqual(['one']);
    release(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect([begun.length > 1, new Set(begun)]).toEqual([true, new Set(['one'])]);
    await ended(loops);
  });

  it('is taken over from one that hangs', async () => {
    const begun: string[] = [];
    let release: (done: number) => void = () => undefined;
    const loops = two((replica) => (begun.push(replica), begun.length === 1 ? new Promise<number>((resolve) => (release = resolve)) : Promise.resolve(0)));
    for (const loop of loops) loop.start();
    await jest.advanceTimersByTimeAsync(610_000);
    expect(begun.slice(0, 2)).toEqual(['one', 'other']);
    release(0);
    await ended(loops);
  });
});
