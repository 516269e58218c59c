import { parse } from 'yaml';
import type { ImportError } from '../import-error';
import { parseMapping } from './parse-mapping';

const good = `
mapping: own
source: own-system
format: { kind: csv }
case: id
time: { column: changed, format: d/M/yyyy HH:mm, zone: Europe/Oslo }
steps: { column: state, as: status, values: { Open: new, Waiting: { step: on-hold, hold: vendor } } }
fields:
  title: summary
  impact: { column: impact, values: { Big: 1 } }
`;

const fault = (yaml: string): Pick<ImportError, 'code' | 'details' | 'message'> => {
  try {
    parseMapping(yaml, 'own');
  } catch (error) {
    return error as ImportError;
  }
  throw new Error('it was taken');
};

/** The good mapping with one line put in the place of another, or added. */
const changed = (before: string, after: string): string => {
  if (!good.includes(before)) throw new Error(`no ${before}`);
  return good.replace(before, after);
};

describe('a mapping', () => {
  it('is its YAML', () => expect(parseMapping(good)).toEqual(parse(good)));

  it.each([
    ['case: id', '', '/', "must have required property 'case'"],
    ['case: id', 'case: 7', '/case', 'must be string'],
    ['case: id', 'case: id\nwhatever: 1', '/', 'does not know "whatever"'],
    ['mapping: own', 'mapping: My Own', '/mapping', 'must match pattern'],
    ['kind: csv', 'kind: xlsx', '/format/kind', 'must be one of csv, jsonl, xes'],
    ['kind: csv', 'kind: csv, encoding: latin-99', '/format/encoding', '"latin-99" is no encoding'],
    ['d/M/yyyy HH:mm', 'd/M HH:mm', '/time/format', 'names no year'],
    ['Europe/Oslo', 'Oslo', '/time/zone', '"Oslo" is no IANA zone'],
    ['column: changed, ', '', '/time', "needs the column of the step's time"],
    ['Open: new', 'Open: start', '/steps/values/Open', '"start" is no status'],
    ['Open: new', 'Open: newish', '/steps/values/Open', 'must be one of new'],
    ['Open: new', 'Open: { step: new, hold: vendor }', '/steps/values/Open', '"new" takes no hold'],
    ['hold: vendor', 'hold: weather', '/steps/values/Waiting/hold', 'must be one of caller'],
    ['title: summary', 'colour: summary', '/fields', 'must be one of title'],
    ['title: summary', 'title: { column: summary, missing: maybe }', '/fields/title/missing', 'must be one of clears, keeps'],
    ['title: summary', 'title: { values: { a: b } }', '/fields/title', "must have required property 'column'"],
    ['values: { Big: 1 }', 'values: { Big: 4 }', '/fields/impact', '"Big" must become 1, 2 or 3'],
    ['impact: { column: impact, values: { Big: 1 } }', 'urgency: urgency', '/fields/urgency', 'needs values that translate it to 1, 2 or 3'],
    ['values: { Big: 1 }', 'values: { Big: 1 }, otherwise: as-is', '/fields/impact/otherwise', 'only 1, 2 or 3 can be kept'],
    ['case: id', 'case: id\nshape: { kind: nested-steps }', '/shape', "must have required property 'path'"],
    ['case: id', 'case: id\nshape: { kind: time-columns, columns: [{ time: a }] }', '/time/column', 'has no meaning with time-columns'],
    ['case: id', 'case: id\ncase: id', 'line 6', 'unique'],
    ['case: id', 'case: [id', 'line 6', ''],
  ])('with %s as %s is refused at %s', (before, after, path, reason) => {
    const { code, details, message } = fault(changed(before, after));
    expect({ code, path: details['path'] }).toEqual({ code: 'bad-mapping', path });
    expect(message).toContain('mapping own: ');
    expect(message).toContain(reason);
  });

  it.each([
    ['step: finish', '/shape/columns/0/step', 'must be one of'],
    ['step: resolved', '/shape/columns/0/step', '"resolved" is no activity'],
    ['fields: [title]', '/shape/columns/0/fields', '"title" is not among'],
    ['says: closedAt', '/shape/columns/0/says', 'must be one of openedAt'],
  ])('with a time column of %s is refused', (part, path, reason) => {
    const { details, message } = fault(`{ mapping: own, source: own, format: { kind: jsonl }, case: id, time: {}, shape: { kind: time-columns, columns: [{ time: at, ${part} }] } }`);
    expect(details['path']).toBe(path);
    expect(message).toContain(reason);
  });

  it('may be no mapping at all', () => {
    expect(fault('')).toMatchObject({ code: 'bad-mapping', details: { path: '/' } });
    expect(fault('- a\n- b')).toMatchObject({ code: 'bad-mapping', details: { path: '/' } });
  });
});
