import { KnownSlots, type DayFacts } from './known-slots';

const facts = (...ids: readonly string[]): DayFacts => new Map(ids.map((id, slot) => [slot, new Map([[id, { tuple: [], rows: [] }]])]));

describe('what is known of a day', () => {
  it('is handed over once, to whoever finds the document that was made of it', () => {
    const known = new KnownSlots();
    known.keep('day', 'first', facts('a', 'b'));
    expect(known.take('day', 'first')).toEqual(facts('a', 'b'));
    expect(known.take('day', 'first')).toEqual(new Map());
  });

  it.each([['of another making'], [undefined]])('is nothing where the document is %s', (made) => {
    const known = new KnownSlots();
    known.keep('day', 'first', facts('a'));
    expect([known.take('day', made), known.take('day', 'first')]).toEqual([new Map(), new Map()]);
  });

  it('is forgotten by quarter hours, the oldest first, where it gets too much', () => {
    const known = new KnownSlots(3);
    known.keep('first', 'made', facts('a', 'b'));
    known.keep('second', 'made', facts('c', 'd'));
    expect([known.take('first', 'made'), known.take('second', 'made')]).toEqual([new Map([...facts('a', 'b')].slice(1)), facts('c', 'd')]);
    known.keep('third', 'made', facts('e', 'f', 'g', 'h'));
    expect(known.take('third', 'made').size).toBe(3);
  });
});
