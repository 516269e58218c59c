import { faultTables, withFaults } from './documents';
import type { ScenarioResult } from './run-scenarios';
import { findings } from './scenario';

const result: ScenarioResult = {
  name: 'relay-kills', title: 'Relay killed', seed: 7, seconds: 12, takenAt: '2026-11-24T21:40:00.000Z', faults: { 'at any time': 1_000, 'on the wire': 2 }, events: 100_008, acknowledged: 100_007,
  lost: [], doubled: [], broken: [], figuresWrong: null, controls: [{ what: 'no rule', caught: true, found: '3 doubled' }], engines: ['Kafka', 'a fake'], note: 'a | b',
};

describe('the page of the campaigns', () => {
  it('has a row for each, and names what was wrong', () => {
    const text = faultTables([result, { ...result, name: 'other', lost: ['x'], doubled: ['y', 'z'], broken: ['late'], figuresWrong: ['s'], controls: [{ what: 'w', caught: false, found: '' }] }]);
    expect(text).toContain('| relay-kills | Relay killed | 1,002 | 100,008 | 100,007 | 0 | 0 | none | not asked | 7 | 12 s | 2026-11-24 21:40 UTC |');
    expect(text).toContain('| other | Relay killed | 1,002 | 100,008 | 100,007 | 1 | 2 | **1**: late | **no**, 1 wrong |');
    expect(text).toContain('| relay-kills | 1,000 at any time, 2 on the wire | a \\| b | Kafka; a fake |');
    expect(text).toContain('| other | w | **no** |');
  });

  it('keeps what stands around the tables', () => {
    const page = 'before\n<!-- written by npm run faults -- --write: begin -->\nold\n<!-- end -->\nafter\n';
    expect(withFaults(page, [result])).toMatch(/^before\n<!-- [^>]+ -->\n\n\| Scenario[^]+\n\n<!-- end -->\nafter\n$/);
    expect(withFaults(page, [result])).not.toContain('old');
    expect(() => withFaults('nothing', [result])).toThrow('marks');
  });

  it('calls everything a finding that should not be', () => {
    expect(findings(result)).toEqual([]);
    expect(findings({ ...result, lost: ['x'], doubled: ['y'], broken: ['late'], figuresWrong: ['s'], controls: [{ what: 'w', caught: false, found: '' }] })).toHaveLength(5);
  });
});
