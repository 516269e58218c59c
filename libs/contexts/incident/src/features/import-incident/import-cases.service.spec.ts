import { appendLimits, CodedError, sha256, verifyEvent } from '@firebreak/event-sourcing';
import { memoryEventStore, type MemoryEventStore } from '@firebreak/event-sourcing-testing';
import { streamName } from '../../domain/incident';
import type { MappedCase } from '../../domain/origin/mapped-case';
import { defaultPolicies } from '../../domain/policies/policies';
import { importOf, mappedCase, says } from '../../testing/mapped-case-builders';
import { importCase, importedId, type CaseResult } from './import-cases.service';

const manyBytes = (rows: number, of: number): MappedCase => {
  const whole = mappedCase(...Array.from({ length: rows }, (_, index) => says({ note: `${index} ${'x'.repeat(of)}` })));
  return { ...whole, steps: whole.steps.map((step) => ({ ...step, digest: sha256(step.digest) })) };
};

const run = (store: MemoryEventStore, mapped: MappedCase): Promise<CaseResult> =>
  importCase({ store, nextNumber: () => Promise.resolve('INC-9') }, importOf(mapped).meta, defaultPolicies, mapped);

describe('a case of more than one append may hold', () => {
  const whole = manyBytes(40, 60_000);
  const stream = streamName('default', importedId('default', whole.source, whole.caseId));

  it('comes in pieces, and again changes nothing', async () => {
    const store = memoryEventStore();
    const sizes: number[] = [];
    const watched: MemoryEventStore = {
      ...store,
      append: async (to, revision, events) => {
        const answer = await store.append(to, revision, events);
        sizes.push(events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0));
        return answer;
      },
    };
    const first = await run(watched, whole);
    const events = await store.readStream(stream);
    expect(first).toMatchObject({ outcome: 'appended', refusal: null, events: events.length, revision: events.length - 1 });
    expect(events.filter(({ type }) => type === 'IncidentNoteAdded')).toHaveLength(40);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(appendLimits.appendBytes);
    expect(events.map((event, index) => verifyEvent(event, events[index - 1]?.hash ?? null)).filter((fault) => fault !== null)).toEqual([]);
    expect(await run(store, whole)).toMatchObject({ outcome: 'unchanged', events: 0, revision: events.length - 1 });
  });

  it('goes on where a piece was the last', async () => {
    const store = memoryEventStore();
    let left = 1;
    const dying: MemoryEventStore = {
      ...store,
      append: async (to, revision, events) => {
        const answer = await store.append(to, revision, events);
        left -= 1;
        if (left < 0) throw new Error('killed');
        return answer;
      },
    };
    await expect(run(dying, whole)).rejects.toThrow('killed');
    const begun = (await store.readStream(stream)).length;
    const rest = await run(store, whole);
    const events = await store.readStream(stream);
    expect(begun).toBeLessThan(events.length);
    expect(rest).toMatchObject({ outcome: 'appended', events: events.length - begun });
    expect(events.filter(({ type }) => type === 'IncidentNoteAdded')).toHaveLength(40);
  });

  it('is refused where one event is too large for all of that', async () => {
    const result = await run(memoryEventStore(), manyBytes(2, 300_000));
    expect(result).toMatchObject({ outcome: 'refused', refusal: { code: 'event-too-large' } });
  });

  it('is refused before anything is appended where a later row has not happened yet', async () => {
    const store = memoryEventStore();
    const last = whole.steps.length - 1;
    const ahead = { ...whole, steps: whole.steps.map((step, index) => (index === last ? { ...step, at: '2036-01-01T00:00:00.000Z' } : step)) };
    expect(await run(store, ahead)).toMatchObject({ outcome: 'refused', refusal: { code: 'invalid-time' } });
    expect(store.all()).toEqual([]);
  });
});

describe('a case of which nothing can be said now', () => {
  // A page that is sent again while its first attempt still runs meets itself.
  it.each(['store-unavailable', 'append-outcome-unknown', 'read-store-unavailable', 'concurrent-change'])('is not refused: %s', async (code) => {
    const busy: MemoryEventStore = { ...memoryEventStore(), append: () => Promise.reject(new CodedError(code)) };
    await expect(run(busy, mappedCase(says({ note: 'once' })))).rejects.toMatchObject({ code });
  });
});
