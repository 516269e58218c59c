import { exists, read } from '../architecture/tree';
import { environmentNames } from './deployment';

const file = 'apps/service-host/configuration.ts';

/** `FIREBREAK_` and the property in capitals, for each property of the class. */
const declared = (): string[] => {
  const body = /class Configuration \{([\s\S]*?)^\}/m.exec(read(file))?.[1] ?? '';
  return [...body.matchAll(/^ {2}([a-z]\w*)[!?]?(?::| =)/gm)].map(([, property]) => `FIREBREAK_${(property ?? '').replaceAll(/[A-Z]/g, (capital) => `_${capital}`).toUpperCase()}`);
};

describe('the variables of compose file and chart', () => {
  it('are those that the services read', () => {
    expect(exists(file) ? declared().sort() : [...environmentNames].sort()).toEqual([...environmentNames].sort());
  });
});
