import { memoryEventStore, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import type { Decision } from './command';
import { CodedError } from './errors';
import type { EventToAppend } from './event';
import type { EventStore } from './event-store';
import { handleCommand, type CommandHandling, type HandleOptions } from './handle-command';
import { keyed, lightAggregate, lightCodec, switchLight, switchTo, type Light, type LightEvent, type SwitchLight } from './testing/light';

const stream = 'light-default.kitchen';
const code = (expected: string, details: object = {}) => expect.objectContaining({ code: expected, details: expect.objectContaining(details) as object }) as Error;

interface Sent {
  readonly expected: number;
  readonly events: readonly EventToAppend[];
}

/** A store that tells what it was sent; `meddle` stands between the caller and each append. */
const watched = (inner: MemoryEventStore, meddle: (append: () => ReturnType<EventStore['append']>, attempt: number) => ReturnType<EventStore['append']>) => {
  const sent: Sent[] = [];
  const store: EventStore = {
    ...inner,
    append: (name, expected, events) => {
      sent.push({ expected, events });
      return meddle(() => inner.append(name, expected, events), sent.length);
    },
  };
  return { store, sent };
};

const handlingOf = (store: EventStore, over: Partial<CommandHandling<Light, LightEvent>> = {}): CommandHandling<Light, LightEvent> => ({
  store,
  codec: lightCodec,
  aggregate: lightAggregate,
  ...over,
});

const send = (store: EventStore, command: SwitchLight, expected: HandleOptions['expected'] = 'any', over: Partial<CommandHandling<Light, LightEvent>> = {}, decide: Decision<SwitchLight, Light, LightEvent> = switchLight) =>
  handleCommand(handlingOf(store, over), stream, decide, command, { expected });

const types = (store: MemoryEventStore): string[] => store.all().map(({ type, data }) => `${type} ${data}`);
const unknown = (): never => {
  throw new CodedError('append-outcome-unknown');
};

describe('handling a command', () => {
  it('appends at the revision that was read and says where that is', async () => {
    const inner = memoryEventStore();
    const { store, sent } = watched(inner, (append) => append());
    const first = await send(store, switchTo(40));
    const second = await send(store, switchTo(60));
    expect(sent.map(({ expected }) => expected)).toEqual([-1, 0]);
    expect(first).toEqual({ stream, revision: 0, position: inner.all()[0]!.position, outcome: 'appended', eventIds: [inner.all()[0]!.id] });
    expect(second).toMatchObject({ revision: 2, position: inner.all()[2]!.position, eventIds: inner.all().slice(1).map(({ id }) => id) });
  });

  it('stays quiet where there is nothing to record', async () => {
    const store = memoryEventStore();
    await send(store, switchTo(40));
    expect(await send(store, switchTo(40))).toEqual({ stream, revision: 0, position: null, outcome: 'quiet', eventIds: [] });
    expect(store.all()).toHaveLength(1);
  });

  it('lets a refusal through and appends nothing', async () => {
    const store = memoryEventStore();
    await expect(send(store, switchTo(500))).rejects.toThrow(code('too-bright', { limit: 100 }));
    expect(store.all()).toEqual([]);
  });

  it('asks who may see the stream before anything else', async () => {
    const store = memoryEventStore();
    const seen: boolean[] = [];
    const authorise = (light: Light): void => {
      seen.push(light.on);
      throw new CodedError('not-found');
    };
    await send(store, switchTo(40, keyed('a')));
    await expect(send(store, switchTo(40, keyed('a')), 'any', { authorise })).rejects.toThrow(code('not-found'));
    await expect(send(store, switchTo(500), 7, { authorise })).rejects.toThrow(code('not-found'));
    expect(seen).toEqual([true, true]);
  });

  it.each<[HandleOptions['expected'], 'missing' | 'there', string | null, object]>([
    ['any', 'missing', null, {}],
    ['any', 'there', null, {}],
    ['new', 'missing', null, {}],
    ['new', 'there', 'stream-exists', { stream }],
    ['exists', 'missing', 'not-found', {}],
    ['exists', 'there', null, {}],
    [0, 'missing', 'not-found', {}],
    [0, 'there', null, {}],
    [1, 'there', 'revision-mismatch', { expected: 1, current: 0 }],
  ])('expecting %s of a stream that is %s', async (expected, is, refusal, details) => {
    const store = memoryEventStore();
    if (is === 'there') await send(store, switchTo(40));
    const before = store.all().length;
    const answer = send(store, switchTo(60), expected);
    await (refusal ? expect(answer).rejects.toThrow(code(refusal, details)) : expect(answer).resolves.toMatchObject({ outcome: 'appended' }));
    expect(store.all().length > before).toBe(refusal === null);
  });
});

describe('two handlers at once', () => {
  it('of which the slower decides again on the new state', async () => {
    const inner = memoryEventStore();
    await send(inner, switchTo(40));
    let arrived = 0;
    let bothThere = (): void => undefined;
    const meeting = new Promise<void>((resolve) => void (bothThere = resolve));
    const { store, sent } = watched(inner, async (append) => {
      if ((arrived += 1) === 2) bothThere();
      await meeting;
      return append();
    });
    const conflicts: string[] = [];
    const answers = await Promise.all([60, 80].map((watts) => send(store, switchTo(watts), 'exists', { onConflict: (name) => conflicts.push(name) })));
    expect(sent.map(({ expected }) => expected)).toEqual([0, 0, 2]);
    expect(conflicts).toEqual([stream]);
    expect(answers.map(({ revision }) => revision).sort()).toEqual([2, 4]);
    expect(types(inner).slice(1).filter((each) => each.startsWith('LightSwitchedOff'))).toHaveLength(2);
  });

  it('of which one may find nothing left to do', async () => {
    const inner = memoryEventStore();
    const { store } = watched(inner, async (append, attempt) => {
      if (attempt === 1) await send(inner, switchTo(40, { actor: { id: 'grace', roles: [], groups: [] } }));
      return append();
    });
    expect(await send(store, switchTo(40))).toMatchObject({ outcome: 'quiet', revision: 0 });
    expect(inner.all()).toHaveLength(1);
  });

  it('are one where both bring the same bytes', async () => {
    const inner = memoryEventStore();
    const { store } = watched(inner, async (append, attempt) => {
      if (attempt === 1) await send(inner, switchTo(40, keyed('a')));
      return append();
    });
    expect(await send(store, switchTo(40, keyed('a')))).toMatchObject({ outcome: 'appended', revision: 0 });
    expect(inner.all()).toHaveLength(1);
  });

  it('gives up after three more tries', async () => {
    const inner = memoryEventStore();
    let watts = 1;
    const { store, sent } = watched(inner, async (append) => {
      await send(inner, switchTo((watts += 1)));
      return append();
    });
    const decided = jest.fn(switchLight);
    await expect(send(store, switchTo(99), 'any', {}, decided)).rejects.toThrow(code('concurrent-change', { stream }));
    expect([sent.length, decided.mock.calls.length]).toEqual([4, 4]);
    expect(types(inner).filter((each) => each.includes('99'))).toEqual([]);
  });

  it('holds a caller to the revision it has seen also after a conflict', async () => {
    const inner = memoryEventStore();
    await send(inner, switchTo(40));
    const { store } = watched(inner, async (append) => {
      await send(inner, switchTo(60));
      return append();
    });
    await expect(send(store, switchTo(80), 0)).rejects.toThrow(code('revision-mismatch', { expected: 0, current: 2 }));
  });
});

describe('an outcome nobody knows', () => {
  it.each<[string, boolean]>([
    ['after the store had written', true],
    ['before the store had written', false],
  ])('is found by sending the same bytes again: lost %s', async (_, written) => {
    const inner = memoryEventStore();
    const { store, sent } = watched(inner, async (append, attempt) => {
      if (attempt > 2) return append();
      if (written) await append();
      return unknown();
    });
    const answer = await send(store, switchTo(40, keyed('a')));
    expect(answer).toMatchObject({ outcome: 'appended', revision: 0 });
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(inner.all().map(({ id }) => id)).toEqual(answer.eventIds);
  });

  it('is recognised as success also where somebody wrote after it', async () => {
    const inner = memoryEventStore();
    const { store } = watched(inner, async (append, attempt) => {
      const answer = await append();
      if (attempt > 1) return answer;
      await send(inner, switchTo(0));
      return unknown();
    });
    expect(await send(store, switchTo(40))).toMatchObject({ outcome: 'appended', revision: 0 });
    expect(types(inner)).toEqual(['LightSwitchedOn {"watts":40}', 'LightSwitchedOff {"by":"ada"}']);
  });

  it('is decided again where somebody wrote instead', async () => {
    const inner = memoryEventStore();
    const { store } = watched(inner, async (append, attempt) => {
      if (attempt > 1) return append();
      await send(inner, switchTo(60));
      return unknown();
    });
    expect(await send(store, switchTo(40))).toMatchObject({ outcome: 'appended', revision: 2 });
    expect(types(inner).at(-1)).toBe('LightSwitchedOn {"watts":40}');
  });

  it('is handed to the caller after five more tries, and the same key finds what became of it', async () => {
    const inner = memoryEventStore();
    const { store, sent } = watched(inner, async (append) => {
      await append();
      return unknown();
    });
    await expect(send(store, switchTo(40, keyed('a')))).rejects.toThrow(code('append-outcome-unknown'));
    expect(sent).toHaveLength(6);
    expect(await send(inner, switchTo(40, keyed('a')))).toMatchObject({ outcome: 'replayed', revision: 0 });
    expect(inner.all()).toHaveLength(1);
  });

  it('is none where the store says that it wrote nothing', async () => {
    const inner = memoryEventStore();
    const { store, sent } = watched(inner, () => Promise.reject(new CodedError('store-unavailable')));
    await expect(send(store, switchTo(40))).rejects.toThrow(code('store-unavailable'));
    expect(sent).toHaveLength(1);
  });
});

describe('the same Idempotency-Key again', () => {
  it('is answered from the stored events, whatever happened since', async () => {
    const store = memoryEventStore();
    await send(store, switchTo(40, keyed('a')));
    await send(store, switchTo(60, keyed('b')));
    await send(store, switchTo(0));
    expect(await send(store, switchTo(40, keyed('a')), 'new')).toEqual({ stream, revision: 0, position: null, outcome: 'replayed', eventIds: [] });
    expect(await send(store, switchTo(60, keyed('b')), 0)).toMatchObject({ outcome: 'replayed', revision: 2 });
    expect(store.all()).toHaveLength(4);
  });

  it('is found by a twin that met a conflict', async () => {
    const inner = memoryEventStore();
    const { store } = watched(inner, async (append) => {
      await send(inner, switchTo(40, { ...keyed('a'), now: '2026-03-02T08:00:05.000Z' }));
      return append();
    });
    expect(await send(store, switchTo(40, keyed('a')))).toMatchObject({ outcome: 'replayed', revision: 0 });
    expect(inner.all()).toHaveLength(1);
  });

  it.each([
    ['another body', keyed('a', 'other')],
    ['another actor', keyed('a', 'body', 'eve')],
  ])('with %s is refused', async (_, other) => {
    const store = memoryEventStore();
    await send(store, switchTo(40, keyed('a')));
    await expect(send(store, switchTo(40, other))).rejects.toThrow(code('idempotency-mismatch'));
    expect(store.all()).toHaveLength(1);
  });

  it('means nothing to a stream that has not seen it', async () => {
    const store = memoryEventStore();
    await send(store, switchTo(40, keyed('a')));
    expect(await send(store, switchTo(60, keyed('b')))).toMatchObject({ outcome: 'appended' });
    expect(await send(store, switchTo(80))).toMatchObject({ outcome: 'appended' });
  });
});

describe('a store that watches commands', () => {
  const watching = (inner: MemoryEventStore, told: string[]): EventStore => ({
    ...inner,
    around: async ({ stream: of, type }, handle) => {
      try {
        const answer = await handle();
        told.push(`${type} ${of} ${answer.outcome}`);
        return answer;
      } catch (error) {
        told.push(`${type} ${(error as CodedError).code}`);
        throw error;
      }
    },
  });

  it('is told of each once, with what became of it', async () => {
    const [inner, told] = [memoryEventStore(), [] as string[]];
    const store = watching(inner, told);
    expect(await send(store, switchTo(40, keyed('a')))).toMatchObject({ outcome: 'appended', revision: 0 });
    await send(store, switchTo(40, keyed('a')));
    await send(store, switchTo(40));
    await expect(send(store, switchTo(40), 7)).rejects.toThrow(code('revision-mismatch'));
    const { type } = switchTo(40);
    expect(told).toEqual([`${type} ${stream} appended`, `${type} ${stream} replayed`, `${type} ${stream} quiet`, `${type} revision-mismatch`]);
  });
});
