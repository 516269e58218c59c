import { casesOf, importedNames, parse, stateType } from './syntax';
import { exists, filesLike, read } from './tree';

const decisionPattern = /^(libs\/contexts\/[^/]+\/src)\/features\/(?!view-|list-|read-)([^/]+)\/\2\.ts$/;
const decisions = filesLike(decisionPattern);
const specOf = (decision: string): string => decision.replace(/\.ts$/, '.spec.ts');
const specs = decisions.map(specOf).filter(exists);
const contextOf = (file: string): string => file.split('/src/')[0] ?? '';

const stateTypes = (context: string): string[] =>
  filesLike(new RegExp(`^${context}/src/domain/[^/]+\\.ts$`))
    .filter((file) => !file.endsWith('.spec.ts'))
    .map((file) => stateType(parse(file)))
    .filter((name) => name !== undefined);

// A note is never quiet: the same text twice is two notes, and a repeated key is answered before the decision.
const neverQuiet = ['add-note'];

describe('every decision', () => {
  it('has a spec beside it', () => {
    expect(decisions.filter((decision) => !exists(specOf(decision)))).toEqual([]);
  });

  it('is asked in at least three cases', () => {
    expect(specs.filter((file) => casesOf(parse(file)).length < 3)).toEqual([]);
  });

  it.each([
    ['produces', /\.then\(/, []],
    ['refuses', /\.thenRefused\(/, []],
    ['stays quiet', /\.thenNothing\(/, neverQuiet],
  ])('has a case in which it %s', (_question, assertion, exempt) => {
    const asked = specs.filter((file) => !exempt.some((slice) => file.includes(`/features/${slice}/`)));
    expect(asked.filter((file) => !assertion.test(read(file)))).toEqual([]);
  });

  it('has cases of at most twelve lines', () => {
    const cases = specs.flatMap((file) => casesOf(parse(file)).map((each) => ({ file, ...each })));
    expect(cases.filter(({ lines }) => lines > 12)).toEqual([]);
    const sorted = cases.map(({ lines }) => lines).sort((a, b) => a - b);
    process.stdout.write(`decision cases: ${sorted.length}, median ${sorted[Math.floor(sorted.length / 2)] ?? 0} lines\n`);
  });

  it('is judged by its events, not by state', () => {
    const looking = specs.filter((file) => {
      const states = stateTypes(contextOf(file));
      return importedNames(parse(file)).some((name) => states.includes(name)) || /\.state\b/.test(read(file));
    });
    expect(looking).toEqual([]);
  });
});
