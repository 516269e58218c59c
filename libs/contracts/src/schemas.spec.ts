import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Type } from '@sinclair/typebox';
import { incompatibilities } from './compatibility';
import { contracts, jsonSchemaOf } from './registry';

const folder = path.join(__dirname, '..', 'schemas');
type Schema = Record<string, unknown>;
const published = new Map(readdirSync(folder).map((file) => [file, JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Schema]));
const current = new Map(contracts.map((contract) => [`${contract.name}.v${contract.version}.json`, jsonSchemaOf(contract) as Schema]));

describe('the published schemas', () => {
  it('are those of this code, to the letter', () => {
    expect(Object.fromEntries(published)).toEqual(Object.fromEntries(current));
  });

  it('lose no contract', () => {
    expect([...published.keys()].filter((file) => !current.has(file))).toEqual([]);
  });
});

describe('a changed contract', () => {
  const before = Type.Object({ kind: Type.Union([Type.Literal('a'), Type.Literal('b')]), n: Type.Integer(), tags: Type.Array(Type.String()) });
  const with_ = (change: Schema): Schema => ({ ...before, ...change });

  it('may have a new field', () => {
    const after = Type.Object({ ...before.properties, more: Type.String() });
    expect(incompatibilities(before, after)).toEqual([]);
  });

  it('may say less than before', () => {
    const after = Type.Object({ ...before.properties, kind: Type.Union([Type.Literal('a')]) });
    expect(incompatibilities(before, after)).toEqual([]);
  });

  it.each([
    ['drops a field', Type.Object({ kind: before.properties.kind, n: before.properties.n })],
    ['may leave a field out', with_({ required: ['kind', 'n'] })],
    ['has another type', Type.Object({ ...before.properties, n: Type.String() })],
    ['says something new', Type.Object({ ...before.properties, kind: Type.Union([...before.properties.kind.anyOf, Type.Literal('c')]) })],
    ['has other items', Type.Object({ ...before.properties, tags: Type.Array(Type.Integer()) })],
    ['has other bounds', Type.Object({ ...before.properties, n: Type.Integer({ minimum: 3 }) })],
  ])('is refused when it %s', (_what, after) => {
    expect(incompatibilities(before, after)).not.toEqual([]);
  });
});
