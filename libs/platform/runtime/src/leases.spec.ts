import { memoryReadStore } from '@firebreak/event-sourcing-testing';
import { Leases } from './leases';

const two = () => {
  const readStore = memoryReadStore();
  const time = { now: 0 };
  const lease = (holder: string): Leases => new Leases(readStore, holder, () => time.now, 3_000);
  return { a: lease('a'), b: lease('b'), time };
};

describe('a lease', () => {
  it('has one holder, who keeps it while it lives', async () => {
    const { a, b, time } = two();
    expect([await a.hold('relay'), await b.hold('relay')]).toEqual(['taken', 'other']);
    for (; time.now < 20_000; time.now += 900) expect([await a.hold('relay'), await b.hold('relay')]).toEqual(['kept', 'other']);
  });

  it('falls to another when its holder has been silent for so long', async () => {
    const { a, b, time } = two();
    await a.hold('relay');
    await b.hold('relay');
    time.now = 2_999;
    expect(await b.hold('relay')).toBe('other');
    time.now = 3_000;
    expect(await b.hold('relay')).toBe('taken');
    expect(await a.hold('relay')).toBe('other');
  });

  it('says so to one that had it, lost it and has it again', async () => {
    const { a, b } = two();
    await a.hold('relay');
    await a.release();
    expect(await b.hold('relay')).toBe('taken');
    await b.release();
    expect(await a.hold('relay')).toBe('taken');
  });

  it('is given back at once, one piece of work apart from another', async () => {
    const { a, b } = two();
    expect([await a.hold('relay'), await b.hold('roll-up')]).toEqual(['taken', 'taken']);
    await a.release();
    expect([await b.hold('relay'), await a.hold('roll-up')]).toEqual(['taken', 'other']);
  });

  it('lives on while its holder says so, and says nothing to anybody else', async () => {
    const { a, b, time } = two();
    await a.hold('relay');
    for (; time.now < 20_000; time.now += 900) {
      await a.keep('relay');
      await b.keep('relay');
      expect(await b.hold('relay')).toBe('other');
    }
    expect(await a.hold('relay')).toBe('kept');
    await b.hold('relay');
    time.now += 3_000;
    expect(await b.hold('relay')).toBe('taken');
    await a.keep('relay');
    expect([await a.hold('relay'), await b.hold('relay')]).toEqual(['other', 'kept']);
  });
});
