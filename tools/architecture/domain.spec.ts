import path from 'node:path';
import { declarations, parse, stateType } from './syntax';
import { filesLike, linesOf, read, root } from './tree';

const domainFiles = filesLike(/^libs\/contexts\/[^/]+\/src\/domain\/.*\.ts$/).filter((file) => !file.endsWith('.spec.ts'));
const aggregates = domainFiles.filter((file) => stateType(parse(file)) !== undefined);
const eventFiles = domainFiles.filter((file) => file.endsWith('-events.ts'));

describe('an aggregate file', () => {
  it.each(aggregates)('%s exports stream name, state, initial state and evolve in this order', (file) => {
    const source = parse(file);
    const exported = declarations(source).filter((each) => each.exported);
    const order = ['streamName', stateType(source), 'initialState', 'evolve'].map((name) => exported.findIndex((each) => each.name === name));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it('stays within 200 lines', () => {
    expect(aggregates.filter((file) => linesOf(read(file)) > 200)).toEqual([]);
  });
});

describe('an event type', () => {
  it.each(eventFiles)('of %s is named as its type is, with a suffix from version two on', async (file) => {
    const module = (await import(path.join(root, file))) as Record<string, unknown>;
    const registries = Object.entries(module).filter(([name]) => name.endsWith('EventTypes'));
    const types = registries.flatMap(([, registry]) => Object.keys(registry as object));
    const named = declarations(parse(file)).filter(({ exported }) => exported).map(({ name }) => name);
    expect(types.length).toBeGreaterThan(0);
    expect(types.filter((type) => !/^[A-Z][A-Za-z]+(\.v([2-9]|[1-9]\d+))?$/.test(type))).toEqual([]);
    expect(types.filter((type) => !named.includes(type.replace(/\.v\d+$/, '')))).toEqual([]);
  });
});
