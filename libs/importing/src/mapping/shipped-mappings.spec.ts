import path from 'node:path';
import type { MappedCase } from '../mapped-case';
import { readCases, type ReadCases } from '../read-cases';
import { fileSource } from '../readers/source-file';
import { loadMapping, shippedMappings } from './shipped-mappings';

const fixtures = path.join(__dirname, '..', '..', 'fixtures');

const readFixture = (mapping: string, file: string): Promise<ReadCases> => readCases([fileSource(path.join(fixtures, file), file)], loadMapping(mapping));

/** A case as one short line a step. */
const told = ({ steps }: MappedCase): string[] =>
  steps.map(({ row, at, step, fields, times }) => {
    const word = step && (step.as === 'status' ? step.status : step.activity);
    return [row, at.slice(8, 16), word, step?.holdReason ?? '-', JSON.stringify(fields), JSON.stringify(times)].join(' ');
  });

describe('the shipped mappings', () => {
  it('are found by name', () => {
    expect(shippedMappings()).toEqual(['bpi2013-incidents', 'bpi2014-activity', 'servicenow-audit', 'statuspage']);
    expect(shippedMappings().map((name) => loadMapping(name).mapping)).toEqual(shippedMappings());
    expect(() => loadMapping('jira')).toThrow(expect.objectContaining({ code: 'unknown-mapping', details: expect.objectContaining({ known: shippedMappings() }) as object }));
  });

  it('or by file', () => {
    expect(loadMapping(path.join(fixtures, '..', 'mappings', 'statuspage.yaml')).mapping).toBe('statuspage');
    expect(() => loadMapping('./none.yaml')).toThrow(expect.objectContaining({ code: 'unreadable-file' }));
  });
});

describe('the mapping that the documentation shows', () => {
  it('reads its file', async () => {
    const mapping = loadMapping(path.join(fixtures, 'helpdesk.yaml'));
    const { cases, report } = await readCases([fileSource(path.join(fixtures, 'helpdesk.csv'), 'helpdesk.csv')], mapping);
    expect([...cases()].map(told)).toEqual([
      [
        '2 04T08:12 new - {"title":"Mail does not arrive","service":"Mail","group":"First line","impact":2,"sourceImpact":"Many"} {"openedAt":"2024-03-04T08:10:00.000Z"}',
        '3 04T08:20 in-progress - {"assignee":"anna"} {}',
        '4 04T08:45 on-hold vendor {"group":"Mail team","assignee":null,"impact":1,"sourceImpact":"All"} {}',
        '5 04T12:05 resolved - {"assignee":"bert"} {}',
        '6 11T12:05 closed - {} {}',
      ],
    ]);
    expect([...cases()][0]?.steps.map(({ actor, machine }) => `${actor} ${machine}`).slice(-2)).toEqual(['bert false', 'nightly job true']);
    expect(report).toMatchObject({ rows: 5, refused: 0, unmapped: [], absentColumns: [] });
  });
});

describe('servicenow-audit', () => {
  it('reads both state models, in the order of updates, with what goes missing', async () => {
    const { cases, report } = await readFixture('servicenow-audit', 'servicenow-audit.csv');
    const [first, second] = [...cases()];
    expect(told(first!)).toEqual([
      '2 04T08:05 new - {"category":"Mail","subcategory":"Delivery","group":"Desk","impact":2,"urgency":2,"sourcePriority":"3 - Moderate","sourceImpact":"2 - Medium","sourceUrgency":"2 - Medium","channel":"Phone","caller":"Caller 11","opener":"Opened by 3"} {"openedAt":"2024-03-04T08:00:00.000Z"}',
      '3 04T09:00 in-progress - {"group":"Mail team","assignee":"Resolver 4","impact":1,"sourcePriority":"2 - High","sourceImpact":"1 - High"} {}',
      '5 04T09:30 in-progress - {} {}',
      '4 04T09:30 on-hold problem {"group":null,"configurationItem":"MX 1","problem":"PRB 5"} {}',
      '7 05T09:58 resolved - {"group":"Mail team","problem":null,"change":"CHG 2","resolutionCode":"code 1"} {}',
    ]);
    expect(told(second!).map((line) => line.split(' {')[0])).toEqual([
      '6 04T08:31 in-progress -',
      '8 04T08:40 on-hold change',
      '9 04T08:50 unknown -',
      '10 04T08:55 on-hold problem',
      '11 04T08:58 on-hold vendor',
      '13 06T08:59 closed -',
    ]);
    expect(second!.steps.map(({ machine }) => machine)).toEqual([true, false, false, false, false, false]);
    expect(report).toMatchObject({ rows: 12, steps: 11, cases: 2, refused: 1, refusedBy: { 'unknown-time': 1 } });
    expect(report.refusedRows).toEqual([{ file: 'servicenow-audit.csv', row: 12, reason: 'unknown-time', detail: 'time: 31/2/2024 08:59' }]);
  });
});

describe('bpi2013-incidents', () => {
  it('reads nested events; the first opens; a bad one costs itself only', async () => {
    const { cases, report } = await readFixture('bpi2013-incidents', 'bpi2013-incidents.jsonl');
    expect([...cases()].map(told)).toEqual([
      [
        '1 04T08:00 in-progress - {"service":"PROD1","group":"L1","assignee":"Kim","impact":2,"sourceImpact":"Medium"} {"openedAt":"2024-03-04T08:00:00.000Z"}',
        '1 04T08:10 assigned - {"group":"L2"} {}',
        '1 04T09:00 on-hold scheduled {"assignee":"Lou"} {}',
        '1 04T10:00 resolved - {"impact":1,"sourceImpact":"Major"} {}',
        '1 11T10:00 closed - {"assignee":"Siebel"} {}',
      ],
      [
        '2 01T07:00 resolved - {"service":"PROD2","group":"L1","assignee":"Kim","impact":3,"sourceImpact":"Low"} {"openedAt":"2024-07-01T07:00:00.000Z"}',
        '2 01T07:30 unknown - {} {}',
      ],
    ]);
    expect(report).toMatchObject({ rows: 8, steps: 7, refused: 1 });
    expect(report.refusedRows[0]).toMatchObject({ row: 2, reason: 'unknown-time' });
  });

  it('reads the same from XES, to the digest', async () => {
    const digests = async (file: string): Promise<string[][]> => {
      const { cases } = await readFixture('bpi2013-incidents', file);
      return [...cases()].map(({ caseId, steps }) => [caseId, ...steps.map(({ digest }) => digest)]);
    };
    expect(await digests('bpi2013-incidents.xes')).toEqual(await digests('bpi2013-incidents.jsonl'));
    const { cases, report } = await readFixture('bpi2013-incidents', 'bpi2013-incidents.xes');
    expect([...cases()].map(({ steps }) => steps.map(({ row }) => row))).toEqual([[1, 2, 3, 4, 5], [6, 8]]);
    expect(report.refusedRows[0]).toMatchObject({ row: 7, reason: 'unknown-time' });
  });
});

describe('bpi2014-activity', () => {
  it('orders equal seconds by activity number and reports what it does not know', async () => {
    const { cases, report } = await readFixture('bpi2014-activity', 'bpi2014-activity.csv');
    expect([...cases()].map(told)).toEqual([
      [
        '3 04T08:00 log - {"category":"KM1","group":"TEAM1"} {"openedAt":"2024-03-04T08:00:00.000Z"}',
        '4 04T08:00 other - {"group":"TEAM2"} {}',
        '2 04T08:00 assign - {} {}',
        '7 04T09:30 close - {} {}',
        '6 04T09:30 other - {} {}',
        '8 05T09:30 reopen - {"group":"TEAM3"} {}',
        '9 05T09:40 hold vendor {} {}',
        '10 05T10:30 other - {} {}',
        '11 05T11:30 close - {} {}',
      ],
      ['5 04T09:00 close - {"category":"KM2","group":"TEAM1"} {}'],
    ]);
    expect(report.unmapped).toEqual([{ what: 'step', value: 'Brand new activity', count: 1, file: 'bpi2014-activity.csv', row: 10 }]);
  });
});

describe('statuspage', () => {
  it('makes a step of each time; zero durations and open incidents count', async () => {
    const { cases, report } = await readFixture('statuspage', 'statuspage.jsonl');
    expect([...cases()].map(told)).toEqual([
      [
        '1 04T08:00 log - {"title":"Slow pages","service":"Web","category":"Web, API","impact":2,"sourceImpact":"major"} {"openedAt":"2024-03-04T08:00:00.250Z","impactStartedAt":"2024-03-04T07:50:00.000Z"}',
        '1 04T08:40  - {} {"mitigatedAt":"2024-03-04T08:40:00.000Z"}',
        '1 04T09:00 resolve - {} {}',
      ],
      [
        '2 05T08:00 log - {"title":"A post about last week","impact":3,"sourceImpact":"none"} {"openedAt":"2024-03-05T08:00:00.000Z","impactStartedAt":"2024-03-05T08:00:00.000Z"}',
        '2 05T08:00 resolve - {} {}',
      ],
      ['3 06T08:00 log - {"title":"Still going on","service":"Web","category":"Web","impact":1,"sourceImpact":"critical"} {"openedAt":"2024-03-06T08:00:00.000Z"}'],
    ]);
    expect(report).toMatchObject({ rows: 8, steps: 6, cases: 3, refused: 2, refusedBy: { 'bad-json': 1, 'not-an-object': 1 } });
  });
});
