import { event, refused, type Aggregate, type Command, type CommandMeta, type DomainEvent, type NewEvent } from '@firebreak/event-sourcing';
import { countingIds, fixedClock, storyStart, tickingClock } from './clocks';
import { specFor } from './given-when-then';

type LightEvent = DomainEvent<'LightSwitchedOn', { watts: number }> | DomainEvent<'LightSwitchedOff', { by: string }>;
interface Light {
  readonly on: boolean;
  readonly seen: readonly string[];
}
type Switch = Command<'Switch', { on: boolean; watts: number }>;

const aggregate: Aggregate<Light, LightEvent> = {
  initialState: { on: false, seen: [] },
  evolve: (state, e) => ({ on: e.type === 'LightSwitchedOn', seen: [...state.seen, `${e.revision} ${e.occurredAt} ${e.actor} ${e.origin}`] }),
};

const decide = (command: Switch, light: Light): NewEvent<LightEvent>[] => {
  if (command.data.watts > 100) throw refused('too-bright', { field: 'watts', limit: 100 });
  if (command.data.on === light.on) return [];
  return command.data.on
    ? [event('LightSwitchedOn', { watts: command.data.watts })]
    : [{ ...event('LightSwitchedOff', { by: 'hand' }), occurredAt: command.meta.now }];
};

const toggle = (on: boolean, watts = 40): Switch => ({ type: 'Switch', data: { on, watts }, meta: { now: storyStart } as CommandMeta });
const on = (watts = 40): LightEvent => event('LightSwitchedOn', { watts });
const given = specFor(aggregate);

describe('given, when, then', () => {
  it('passes what is true', () => {
    given().when(decide, toggle(true)).then(on());
    given(on()).when(decide, toggle(true)).thenNothing();
    given(on()).when(decide, toggle(true, 101)).thenRefused('too-bright', { field: 'watts' });
    given(on()).when(decide, toggle(false)).then(event('LightSwitchedOff', { by: 'hand' }));
    given(on()).when(decide, toggle(false)).then({ ...event('LightSwitchedOff', { by: 'hand' }), occurredAt: storyStart });
  });

  it.each<[string, () => void]>([
    ['other data', () => given().when(decide, toggle(true)).then(on(60))],
    ['an event too few', () => given().when(decide, toggle(true)).then()],
    ['an event too many', () => given().when(decide, toggle(true)).then(on(), on())],
    ['another time', () => given(on()).when(decide, toggle(false)).then({ ...event('LightSwitchedOff', { by: 'hand' }), occurredAt: '2030-01-01T00:00:00.000Z' })],
    ['something instead of nothing', () => given().when(decide, toggle(true)).thenNothing()],
    ['another code', () => given().when(decide, toggle(true, 101)).thenRefused('too-dark')],
    ['other details', () => given().when(decide, toggle(true, 101)).thenRefused('too-bright', { limit: 7 })],
    ['no refusal', () => given().when(decide, toggle(true)).thenRefused('too-bright')],
    ['a refusal instead of events', () => given().when(decide, toggle(true, 101)).then(on(101))],
    ['a crash instead of a refusal', () => given().when(() => { throw new TypeError('oops'); }, toggle(true)).thenRefused('too-bright')],
  ])('fails on %s', (_, claim) => expect(claim).toThrow());

  it('gives a history times in order, an actor, and what an event says of itself', () => {
    const { state } = given(on(), { ...on(), occurredAt: '2026-03-02T09:30:00.000Z', actor: 'ada', origin: 'imported' });
    expect(state.seen).toEqual(['0 2026-03-02T08:00:00.000Z someone live', '1 2026-03-02T09:30:00.000Z ada imported']);
  });

  it('freezes state and command', () => {
    const meddling = (command: Switch): NewEvent<LightEvent>[] => {
      (command.data as { watts: number }).watts = 1;
      return [];
    };
    expect(() => given().when(meddling, toggle(true)).thenNothing()).toThrow(TypeError);
  });
});

describe('clocks and ids', () => {
  it('stand, tick and count', () => {
    const fixed = fixedClock();
    fixed.advance(1500);
    expect(fixed.now()).toBe('2026-03-02T08:00:01.500Z');
    fixed.set(storyStart);
    expect(fixed.now()).toBe(storyStart);
    const ticking = tickingClock(storyStart, 250);
    expect([ticking.now(), ticking.now()]).toEqual([storyStart, '2026-03-02T08:00:00.250Z']);
    const ids = countingIds();
    expect([ids.next(), ids.next()]).toEqual(['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']);
  });
});
