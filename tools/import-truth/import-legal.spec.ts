import fc from 'fast-check';
import type { CommandMeta } from '@firebreak/event-sourcing';
import { activities, chainDigest, holdReasons, statuses, type MappedCase, type MappedStep, type StepFields, type StepMeaning } from '@firebreak/importing';
import { importIncident, incidentAggregate, type ImportIncident } from '@firebreak/incident';
import { firstIllegal } from './legal';

const matrix = { version: 0, policy: { table: [['P1', 'P2', 'P3'], ['P2', 'P3', 'P4'], ['P3', 'P4', 'P5']] } } as ImportIncident['data']['matrix'];
const meta = { now: '2027-01-01T00:00:00.000Z', origin: 'imported' } as CommandMeta;

const holdReason = fc.constantFrom(...holdReasons, null);
const meaning: fc.Arbitrary<StepMeaning | null> = fc.oneof(
  fc.record({ as: fc.constant('status' as const), status: fc.constantFrom(...statuses), holdReason, raw: fc.constant('S') }),
  fc.record({ as: fc.constant('activity' as const), activity: fc.constantFrom(...activities), holdReason, raw: fc.constant('A') }),
  fc.constant(null),
);
const text = (...values: string[]): fc.Arbitrary<string | null> => fc.constantFrom(...values, null);
const level = fc.constantFrom(1 as const, 2 as const, 3 as const, null);
const fields: fc.Arbitrary<StepFields> = fc.record(
  { group: text('g', 'h'), assignee: text('a', 'b'), category: text('c', 'd'), service: text('s'), impact: level, urgency: level, problem: text('p', 'q'), change: text('x', 'y'), causedBy: text('x'), note: text('n') },
  { requiredKeys: [] },
);
const minute = fc.nat(20).map((minutes) => new Date(Date.UTC(2026, 0, 1, 8, minutes)).toISOString());
const times = fc.record({ openedAt: minute, restoredAt: minute, mitigatedAt: minute, impactStartedAt: minute, detectedAt: minute }, { requiredKeys: [] });
const row = fc.record({ at: minute, step: meaning, fields, times, machine: fc.boolean(), actor: text('ada') });

const caseOf = (rows: readonly Omit<MappedStep, 'digest' | 'row' | 'file'>[]): MappedCase => {
  let digest: string | null = null;
  const steps = [...rows]
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    .map((each, index): MappedStep => ({ ...each, file: null, row: index + 1, digest: (digest = chainDigest(digest, each)) }));
  return { source: 'random', caseId: 'C', steps };
};

describe('any imported case', () => {
  it('is a legal history of the machine, in the order of time, with a trace of every row', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 15 }), (rows) => {
        const whole = caseOf(rows);
        const events = importIncident({ type: 'ImportIncident', data: { case: whole, number: 'INC-1', matrix }, meta }, incidentAggregate.initialState);
        expect(firstIllegal(events)).toBeNull();
        expect(new Set(events.map(({ provenance }) => provenance?.step)).size).toBe(rows.length);
      }),
      { seed: 11, numRuns: 3_000 },
    );
  });

  it('would be caught by the same check if it were not', () => {
    const event = (type: string, data: object = {}): { type: string; data: object; occurredAt: string } => ({ type, data, occurredAt: '2026-01-01T08:00:00.000Z' });
    expect(firstIllegal([event('IncidentLogged'), event('IncidentWorkStarted')])).toBe('IncidentWorkStarted from New');
    expect(firstIllegal([event('IncidentLogged'), event('IncidentResolved'), event('IncidentPutOnHold')])).toBe('IncidentPutOnHold from Resolved');
    expect(firstIllegal([event('IncidentLogged'), { ...event('IncidentResolved'), occurredAt: '2026-01-01T07:00:00.000Z' }])).toMatch(/^IncidentResolved at/);
  });
});
