import { declarations, parse } from './syntax';
import { exists, linesOf, read } from './tree';

interface Stop {
  readonly file: string;
  readonly link: string;
  readonly symbol: string;
}

const page = 'docs/tour.md';
const stops: Stop[] = exists(page)
  ? [...read(page).matchAll(/^\d+\. \[`([^`]+)`\]\(\.\.\/([^)]+)\) `([^`]+)`/gm)].map(([, file, link, symbol]) => ({
      file: file ?? '',
      link: link ?? '',
      symbol: symbol ?? '',
    }))
  : [];

describe('the tour', () => {
  it('goes from request to figure in at most eight files', () => {
    expect(stops.length).toBeGreaterThan(0);
    expect(stops.length).toBeLessThanOrEqual(8);
    expect(stops[0]?.file).toMatch(/\.controller\.ts$/);
    expect(stops.at(-1)?.file).toMatch(/\.controller\.ts$/);
  });

  it('links every file it names', () => {
    expect(stops.filter(({ file, link }) => file !== link || !exists(link))).toEqual([]);
  });

  it('names a symbol that its file declares', () => {
    const declared = stops.filter(({ link, symbol }) => exists(link) && declarations(parse(link)).some(({ name }) => name === symbol));
    expect(stops.filter((stop) => !declared.includes(stop))).toEqual([]);
  });

  it('is at most 800 lines of reading', () => {
    expect(stops.reduce((sum, { link }) => sum + linesOf(read(link)), 0)).toBeLessThanOrEqual(800);
  });
});
