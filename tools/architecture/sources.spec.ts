import { filesLike, linesOf, read, sources } from './tree';

const thisFile = 'tools/architecture/sources.spec.ts';

describe('every source file', () => {
  it('stays within 300 lines', () => {
    expect(sources().filter((file) => linesOf(read(file)) > 300)).toEqual([]);
  });

  it('has a name without a number', () => {
    expect(sources().filter((file) => /\d/.test((file.split('/').at(-1) ?? '').replace('.e2e.spec.', '.spec.')))).toEqual([]);
  });

  it('holds no unfinished marks and no lint exemptions', () => {
    const marks = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'HA' + 'CK'].join('|')})\\b|eslint-${'disable'}|@ts-${'ignore'}|@ts-${'expect'}-error`);
    expect(sources().filter((file) => marks.test(read(file)))).toEqual([]);
  });

  it('focuses no test, and skips one only for want of data', () => {
    const marks = /(?<![?:] )\b(it|test|describe)\.(skip|only|todo)\b|\b(xit|xdescribe|fit|fdescribe)\(/;
    const found = filesLike(/spec\.ts$/).filter((file) => file !== thisFile && marks.test(read(file)));
    expect(found).toEqual([]);
  });
});
