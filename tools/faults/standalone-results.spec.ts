import type { CampaignResult } from './campaign';
import { findings } from './distributed/scenario';
import { importsResult, standaloneResult } from './standalone-results';

const span = { begun: Date.parse('2026-11-24T20:00:00.000Z'), ended: Date.parse('2026-11-24T20:01:30.000Z') };
const clean: CampaignResult = { seed: 5, kills: { random: 2 }, acknowledged: 10, events: 12, refused: [], lost: [], doubled: [], holes: [], broken: null, figuresWrong: [] };

describe('rows of the standalone', () => {
  it('say when and how long', () => {
    expect(standaloneResult(clean, span)).toMatchObject({ seed: 5, seconds: 90, takenAt: '2026-11-24T20:00:00.000Z', faults: { random: 2 }, events: 12 });
  });

  it('leave nothing out that was found', () => {
    expect(findings(standaloneResult(clean, span))).toEqual([]);
    const bad = { ...clean, refused: ['r'], lost: ['l'], doubled: ['d'], holes: ['h'], broken: 'b', figuresWrong: ['f'] };
    expect(findings(standaloneResult(bad, span))).toHaveLength(6);
    expect(findings(importsResult({ digest: '', events: 3, kills: 1, differing: [] }, 1, span))).toEqual([]);
    expect(findings(importsResult({ digest: '', events: 3, kills: 1, differing: ['prefix: another history', 'killed: other figures'] }, 1, span))).toHaveLength(2);
  });
});
