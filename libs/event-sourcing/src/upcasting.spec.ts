import fc from 'fast-check';
import { createUpcasting, type EventTypes, type Upcaster } from './upcasting';

const types: EventTypes = { 'Lit.v3': { personal: [] } };
const step = (from: string, to: string): Upcaster => ({ from, to, upcast: (data) => ({ ...data, [to]: 1 }) });
const broken = (details: object) => expect.objectContaining({ code: 'upcaster-chain-broken', details }) as Error;

describe('upcasting', () => {
  const upcast = createUpcasting(types, [step('Lit', 'Lit.v2'), step('Lit.v2', 'Lit.v3'), step('Glowed', 'Lit.v2')]);

  it.each([
    ['Lit', { a: 1, 'Lit.v2': 1, 'Lit.v3': 1 }],
    ['Lit.v2', { a: 1, 'Lit.v3': 1 }],
    ['Lit.v3', { a: 1 }],
    ['Glowed', { a: 1, 'Lit.v2': 1, 'Lit.v3': 1 }],
  ])('leads %s to the latest one step at a time', (type, data) => expect(upcast(type, { a: 1 })).toEqual({ type: 'Lit.v3', data }));

  it('fails loudly on a type that no step starts from', () =>
    expect(() => upcast('Lit.v4', {})).toThrow(expect.objectContaining({ code: 'unknown-event-type', details: { type: 'Lit.v4' } })));

  it.each<[string, Upcaster[], object]>([
    ['a step that leads nowhere', [step('Lit', 'Lit.v2')], { from: 'Lit', at: 'Lit.v2' }],
    ['two steps from one type', [step('Lit', 'Lit.v3'), step('Lit', 'Lit.v3')], { from: 'Lit' }],
    ['a step from a latest type', [step('Lit.v3', 'Lit.v3')], { from: 'Lit.v3' }],
    ['a circle', [step('Lit', 'Lit.v2'), step('Lit.v2', 'Lit')], { from: 'Lit', at: 'Lit' }],
  ])('refuses %s', (_, steps, details) => expect(() => createUpcasting(types, steps)).toThrow(broken(details)));

  it('reaches the latest type from every type of every chain it accepts', () => {
    const names = fc.constantFrom('A', 'B', 'C', 'D', 'Lit.v3');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, names), { maxLength: 5 }), (pairs) => {
        const steps = pairs.map(([from, to]) => step(from, to));
        let accepted: ReturnType<typeof createUpcasting>;
        try {
          accepted = createUpcasting(types, steps);
        } catch (error) {
          expect(error).toMatchObject({ code: 'upcaster-chain-broken' });
          return;
        }
        for (const { from } of steps) expect(accepted(from, {}).type).toBe('Lit.v3');
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
