import { errorTable } from '@firebreak/http';
import { errorsPage } from '../docs/errors-page';
import { parse, stringsGivenTo } from './syntax';
import { exists, filesLike, read } from './tree';

const table = 'libs/platform/http/src/error-table.ts';
const shipped = filesLike(/^(libs|apps)\/.*\.ts$/).filter(
  (file) => !/\.spec\.ts$|\/(fixtures|testing)\/|^libs\/event-sourcing-testing\/|^apps\/e2e\//.test(file) && file !== table,
);
const codes = Object.keys(errorTable);

describe('the error table', () => {
  it('holds every code that is thrown', () => {
    const thrown = shipped.flatMap((file) =>
      stringsGivenTo(parse(file), ['refused', 'CodedError']).filter((code) => !codes.includes(code)).map((code) => `${code} in ${file}`),
    );
    expect(thrown).toEqual([]);
  });

  it('holds no code that nothing uses', () => {
    const text = shipped.map(read).join('\n');
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  it('names codes in kebab-case and says what to do', () => {
    expect(codes.filter((code) => !/^[a-z]+(-[a-z]+)*$/.test(code))).toEqual([]);
    expect(codes.filter((code) => !errorTable[code]?.title || !errorTable[code].whatToDo)).toEqual([]);
  });

  it('is what docs/errors.md says', () => {
    const page = exists('docs/errors.md') ? read('docs/errors.md') : '';
    expect([...page.matchAll(/^## `([^`]+)`$/gm)].map(([, code]) => code).sort()).toEqual([...codes].sort());
    expect(page).toBe(errorsPage(errorTable));
  });
});
